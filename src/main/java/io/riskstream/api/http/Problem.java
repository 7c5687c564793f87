package io.riskstream.api.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * An error as problem details of RFC 9457, media type {@code application/problem+json}.
 *
 * @param type a URI of the kind of problem, {@code about:blank} if the status says all
 * @param title a short text of the kind of problem
 * @param status the status code
 * @param detail what is wrong with this request and what to do, without values of events
 * @param retryAfter for the header {@code Retry-After}
 * @param members further members
 */
public record Problem(
        String type, String title, int status, String detail, Optional<Duration> retryAfter, JsonObject members) {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String URN = "urn:riskstream:problem:";

    public Problem {
        Objects.requireNonNull(detail, "detail");
    }

    /** Returns a problem whose kind is its status. */
    public static Problem of(int status, String detail) {
        return new Problem("about:blank", titleOf(status), status, detail, Optional.empty(), new JsonObject());
    }

    /**
     * Returns a problem of a kind of its own.
     *
     * @param kind a word for programs, such as {@code invalid-event}
     */
    public static Problem ofKind(String kind, int status, String title, String detail) {
        return new Problem(URN + kind, title, status, detail, Optional.empty(), new JsonObject());
    }

    /** True if this is a problem of a kind of {@link #ofKind}. */
    public boolean isOfKind(String kind) {
        return type.equals(URN + kind);
    }

    /** Returns this problem with the time after which the client may try again, rounded up to seconds. */
    public Problem retryAfter(Duration time) {
        return new Problem(type, title, status, detail, Optional.of(time), members);
    }

    /** Returns this problem with a further member. */
    public Problem with(String name, JsonElement value) {
        JsonObject more = members.deepCopy();
        more.add(name, value);
        return new Problem(type, title, status, detail, retryAfter, more);
    }

    /** Returns the document. */
    public JsonObject json() {
        JsonObject document = new JsonObject();
        document.addProperty("type", type);
        document.addProperty("title", title);
        document.addProperty("status", status);
        document.addProperty("detail", detail);
        members.entrySet().forEach(member -> document.add(member.getKey(), member.getValue()));
        return document;
    }

    /** Returns the response. */
    public ApiResponse response() {
        ApiResponse response = ApiResponse.json(status, json()).with("Content-Type", MEDIA_TYPE);
        return retryAfter
                .map(time -> response.with("Retry-After", Long.toString(seconds(time))))
                .orElse(response);
    }

    private static long seconds(Duration time) {
        return Math.max(1, time.plusMillis(999).toSeconds());
    }

    private static String titleOf(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not authenticated";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 408 -> "Request too slow";
            case 409 -> "Conflict";
            case 413 -> "Too large";
            case 414 -> "URI too long";
            case 415 -> "Unsupported media type";
            case 429 -> "Too many requests";
            case 431 -> "Headers too large";
            case 500 -> "Internal error";
            case 503 -> "Not available";
            default -> "Error";
        };
    }
}
