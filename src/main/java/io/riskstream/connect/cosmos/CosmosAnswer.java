package io.riskstream.connect.cosmos;

/** What an answer of Cosmos DB requires. */
enum CosmosAnswer {
    /** The document is stored. */
    STORED,
    /** There is a document with a later version: nothing is to be done. */
    OLDER,
    /** There is no document to patch: create it. */
    CREATE,
    /** Another worker has created the document meanwhile: patch it. */
    PATCH,
    /** Another attempt may succeed, after the time that the server asks for. */
    RETRY,
    /** The server will never accept a document of this size. */
    TOO_LARGE,
    /** The server will never accept this document. */
    REFUSED,
    /** The container is missing, or this client has no right to it, or its partition key has another path. */
    UNAVAILABLE;

    /** The document's partition key is not the one of the container: the container has another path, which concerns all documents. */
    private static final int PARTITION_KEY_MISMATCH = 1001;

    static CosmosAnswer of(CosmosOperation.Kind kind, CosmosResult result) {
        int status = result.status();
        if (status >= 200 && status < 300) {
            return STORED;
        }
        return switch (status) {
            case 400 -> result.subStatus() == PARTITION_KEY_MISMATCH ? UNAVAILABLE : REFUSED;
            case 401, 403 -> UNAVAILABLE;
            case 404 -> kind == CosmosOperation.Kind.PATCH ? CREATE : UNAVAILABLE;
            case 409 -> kind == CosmosOperation.Kind.CREATE ? PATCH : RETRY;
            case 412 -> kind == CosmosOperation.Kind.PATCH ? OLDER : RETRY;
            case 413 -> TOO_LARGE;
            // 408, 410, 424, 429, 449, 5xx, and anything unknown
            default -> RETRY;
        };
    }
}
