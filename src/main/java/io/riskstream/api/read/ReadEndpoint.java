package io.riskstream.api.read;

import com.google.gson.JsonElement;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.EntityTag;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.publish.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endpoint that reads a store and responds with a JSON document and its entity tag. If the client has the document already ({@code If-None-Match}), the response
 * is 304 without a body. A store that cannot be read is 503.
 */
final class ReadEndpoint implements Endpoint {
    /** Reads the document. */
    @FunctionalInterface
    interface Reader {
        /** Returns the document of a request. It may block. */
        JsonElement read(ApiRequest request);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReadEndpoint.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Reader reader;

    ReadEndpoint(Reader reader) {
        this.reader = reader;
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request) {
        return CompletableFuture.completedFuture(respond(request));
    }

    private ApiResponse respond(ApiRequest request) {
        byte[] body = available(() -> reader.read(request)).toString().getBytes(StandardCharsets.UTF_8);
        return EntityTag.of(body).response(request, ApiResponse.of(200, "application/json", body));
    }

    /** A read of a store. */
    interface Read<T> {
        T get();
    }

    /**
     * Reads a store.
     *
     * @throws ProblemException 503 if it cannot be read now. The response names no server; the log does
     */
    static <T> T available(Read<T> read) {
        try {
            return read.get();
        } catch (StoreUnavailableException | KafkaException e) {
            LOG.warn("a read failed: {}", e.getMessage());
            throw new ProblemException(
                    Problem.of(503, "the store that contains this cannot be read now; try again")
                            .retryAfter(RETRY_AFTER),
                    e);
        }
    }
}
