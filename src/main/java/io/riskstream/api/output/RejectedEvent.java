package io.riskstream.api.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A dead letter that a pipeline has published: an event that it rejected, or dropped on purpose.
 *
 * @param origin the input record, which is also the address of the dead letter
 * @param outcome rejected or dropped
 * @param receivedAt the Kafka timestamp of the input record
 * @param rejectedAt when the event became a dead letter
 * @param stage the stage of the first rejection; empty text for a dropped event
 * @param message of the first rejection, or the reason of the drop
 * @param attempts how many times the stage was applied to the event; empty if the store does not know
 * @param replays how many times the event was replayed; empty if the store does not know
 * @param rejections all rejections as a JSON array
 * @param position where the dead letter is in its topic; empty if the store does not know
 * @param original the key and the value of the input record; empty if they were not read
 */
public record RejectedEvent(
        String pipeline,
        SourcePosition origin,
        String outcome,
        Instant receivedAt,
        Instant rejectedAt,
        String stage,
        String code,
        String path,
        String message,
        Optional<Integer> attempts,
        Optional<Integer> replays,
        String rejections,
        Optional<SourcePosition> position,
        ReadSource source,
        Optional<Original> original) {
    /**
     * The rejected record.
     *
     * @param key empty if it had none
     * @param value empty if it had none
     * @param wholeSize the size of the value if the dead letter has only a part of it
     */
    public record Original(Optional<byte[]> key, Optional<byte[]> value, Optional<Long> wholeSize) {
        /** Shows sizes alone, because the content is personal data. */
        @Override
        public String toString() {
            return "Original[" + value.map(bytes -> bytes.length + " bytes").orElse("no value") + "]";
        }
    }

    /** Returns the position among other dead letters. */
    public OutputOrder order() {
        return OutputOrder.of(rejectedAt, origin.toString(), pipeline);
    }

    /** True if the event was rejected, and not dropped on purpose. */
    public boolean isRejection() {
        return outcome.equals(OutputHeaders.REJECTED);
    }

    /** Returns the dead letter as lists show it, without the original. */
    public JsonObject summary() {
        JsonObject json = new JsonObject();
        json.addProperty("ref", origin.toString());
        json.addProperty("pipeline", pipeline);
        json.addProperty("outcome", outcome);
        json.addProperty("receivedAt", Times.text(receivedAt));
        json.addProperty("rejectedAt", Times.text(rejectedAt));
        if (isRejection()) {
            json.addProperty("stage", stage);
            json.addProperty("code", code);
            json.addProperty("path", path);
        }
        json.addProperty("message", message);
        attempts.ifPresent(count -> json.addProperty("attempts", count));
        replays.ifPresent(count -> json.addProperty("replays", count));
        if (isRejection()) {
            json.add("rejections", allRejections());
        }
        position.ifPresent(at -> json.addProperty("position", at.toString()));
        json.addProperty("source", source.text());
        return json;
    }

    private JsonElement allRejections() {
        try {
            return JsonParser.parseString(rejections) instanceof JsonArray array ? array : new JsonArray();
        } catch (JsonParseException e) {
            return new JsonArray(); // another writer's header
        }
    }

    /** Returns the dead letter with the original: as text, or as Base64 if it is not UTF-8. */
    public JsonObject json() {
        JsonObject json = summary();
        original.ifPresent(event -> {
            event.key().ifPresent(bytes -> add(json, "key", bytes));
            event.value().ifPresent(bytes -> add(json, "original", bytes));
            json.addProperty("size", event.value().map(bytes -> bytes.length).orElse(0));
            json.addProperty("cut", event.wholeSize().isPresent());
            event.wholeSize().ifPresent(size -> json.addProperty("originalSize", size));
        });
        return json;
    }

    private static void add(JsonObject json, String name, byte[] bytes) {
        try {
            json.addProperty(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            json.addProperty(name + "Base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** Shows the origin and the code alone, because the rest may be personal data. */
    @Override
    public String toString() {
        return "RejectedEvent[" + pipeline + " " + origin + " " + code + "]";
    }
}
