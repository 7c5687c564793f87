package io.riskstream.stage;

import java.time.Duration;
import java.util.List;

/** A connection to a {@link SchemaStore}. Safe for many threads. */
public interface Schemas extends AutoCloseable {
    /** Receives the result of one request: one call of one of the methods, on any thread, possibly before {@link #fetch} returns. It must not block. */
    interface Receipt {
        /**
         * The store has the schema.
         *
         * @param texts the texts of the schemas that it refers to, each after those that it refers to itself, and last the schema
         */
        void found(List<String> texts);

        /**
         * The store has answered that it does not have the schema, or that it is not of a kind that a caller can use.
         *
         * @param cause a sentence without secrets
         */
        void missing(String cause);

        /**
         * The store could not be read. A later request may succeed.
         *
         * @param cause a sentence without secrets
         */
        void failed(String cause);
    }

    /**
     * Fetches a schema; never blocks the caller. A schema never changes under its id, so the connection keeps schemas that it has fetched, and sends one
     * request for all callers that want the same one.
     */
    void fetch(SchemaId id, Receipt receipt);

    /** Returns the longest time that a request may take. */
    Duration deadline();

    @Override
    void close();
}
