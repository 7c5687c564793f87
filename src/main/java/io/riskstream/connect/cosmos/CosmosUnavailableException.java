package io.riskstream.connect.cosmos;

/** Cosmos DB cannot be used now. The message contains no secrets and no values of events. */
final class CosmosUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CosmosUnavailableException(String message) {
        // one instance fails many messages, so its stack trace would say nothing about them
        super(message, null, false, false);
    }
}
