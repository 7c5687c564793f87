package io.riskstream.api.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The version of a resource, so that a client which has it is not sent it again. It is weak, because the same content may be compressed or not.
 *
 * @param value the header {@code ETag}, such as {@code W/"3f2a..."}
 */
public record EntityTag(String value) {
    private static final int BYTES = 12;
    private static final String WEAK = "W/";

    /** Returns the tag of a content: the first 96 bits of its SHA-256. About 2 us for 1 KB. */
    public static EntityTag of(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new EntityTag(WEAK + '"' + HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES)) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns 304 without a body if the request's {@code If-None-Match} names this version, or else the response; both with the tag. */
    public ApiResponse response(ApiRequest request, ApiResponse response) {
        ApiResponse tagged = response.with("ETag", value);
        return isNamedBy(request)
                ? new ApiResponse(304, tagged.headers(), ApiResponse.empty(304).body(), response.stream())
                : tagged;
    }

    private boolean isNamedBy(ApiRequest request) {
        return request.headerValues("If-None-Match").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .anyMatch(named -> named.equals("*") || opaque(named).equals(opaque(value)));
    }

    private static String opaque(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }
}
