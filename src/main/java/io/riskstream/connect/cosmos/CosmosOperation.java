package io.riskstream.connect.cosmos;

/** One request about one document. */
record CosmosOperation(Kind kind, String container, CosmosDocument document) {
    enum Kind {
        /** Writes the document, whatever is there. */
        UPSERT,
        /** Replaces the properties of the document, if its version is the same or lower. */
        PATCH,
        /** Writes the document, if there is none with its id. */
        CREATE
    }
}
