package io.riskstream.api.http;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The response to a request. The server adds the security headers.
 *
 * @param status the status code
 * @param headers the headers by name; they replace those that the server would add
 * @param body the body; an empty array if there is none, or if the response is a stream
 * @param stream writes the body instead
 */
public record ApiResponse(int status, Map<String, String> headers, byte[] body, Optional<StreamBody> stream) {
    private static final byte[] EMPTY = {};

    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    /** Returns a response with a JSON document. */
    public static ApiResponse json(int status, JsonElement document) {
        return of(status, "application/json", document.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a response with a body. */
    public static ApiResponse of(int status, String contentType, byte[] body) {
        return new ApiResponse(status, Map.of("Content-Type", contentType), body, Optional.empty());
    }

    /** Returns a response without a body. */
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, Map.of(), EMPTY, Optional.empty());
    }

    /** Returns a response with status 200 whose body is written over time. */
    public static ApiResponse streaming(String contentType, StreamBody body) {
        return new ApiResponse(200, Map.of("Content-Type", contentType), EMPTY, Optional.of(body));
    }

    /** Returns this response with a header added or replaced. */
    public ApiResponse with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new ApiResponse(status, changed, body, stream);
    }

    /** Returns the status alone, because a body may be personal data. */
    @Override
    public String toString() {
        return "ApiResponse[" + status + "]";
    }
}
