package io.riskstream.api.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What answers the requests of a route. Called by many threads at once. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers a request. A failure of the stage, or an exception, that is a {@link ProblemException} is the answer; any other is a bug and is answered with
     * 500, without its message.
     */
    CompletionStage<ApiResponse> handle(ApiRequest request);

    /** An endpoint that answers on the calling thread, and may wait for a store. */
    @FunctionalInterface
    interface Blocking {
        /** Answers a request; see {@link Endpoint#handle}. */
        ApiResponse handle(ApiRequest request);
    }

    /** Returns the endpoint of one that answers on the calling thread. */
    static Endpoint blocking(Blocking endpoint) {
        return request -> CompletableFuture.completedFuture(endpoint.handle(request));
    }
}
