package io.riskstream.connect.cosmos;

import java.util.List;

/** The requests that the sink needs. The tests have a store of their own, with the answers that a server gives seldom. Safe for many threads. */
interface CosmosStore extends AutoCloseable {
    /**
     * Executes operations, and waits for the answers.
     *
     * @return the answers, in the order of the operations
     * @throws CosmosUnavailableException if no request can be sent; the message contains no secret and no value of a document
     */
    List<CosmosResult> execute(List<CosmosOperation> operations);

    @Override
    void close();
}
