package io.riskstream.stage;

/** A request about one key of a store. The store calls exactly one of the request's result methods, once, on any thread. */
public interface StoreRequest {
    /** Returns the full key in the store. */
    String key();

    /**
     * The store could not answer.
     *
     * @param cause a sentence without keys, values and secrets
     */
    void failed(String cause);

    /**
     * The value under the key is not of the requested kind.
     *
     * @param cause a sentence without keys, values and secrets
     */
    void unreadable(String cause);
}
