package io.riskstream.connect.cosmos;

import java.time.Duration;

/**
 * The answer to one {@link CosmosOperation}.
 *
 * @param status the HTTP status; 408 if there was no answer
 * @param subStatus the sub-status of Cosmos DB; 0 for none
 * @param retryAfter how long the server asks to wait; zero if it does not say
 */
record CosmosResult(int status, int subStatus, Duration retryAfter) {
    static final int TIMEOUT = 408;

    static CosmosResult of(int status) {
        return new CosmosResult(status, 0, Duration.ZERO);
    }
}
