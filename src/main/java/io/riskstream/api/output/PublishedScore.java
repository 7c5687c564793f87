package io.riskstream.api.output;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.riskstream.publish.SourcePosition;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A score that a pipeline has published.
 *
 * @param id the id of the event
 * @param origin the input record
 * @param key the key of the score; empty if it had none
 * @param receivedAt the Kafka timestamp of the input record
 * @param publishedAt when the score was published; empty if the store does not know
 * @param body the score as it was published: JSON
 */
public record PublishedScore(
        String pipeline,
        String id,
        SourcePosition origin,
        Optional<String> key,
        Instant receivedAt,
        Optional<Instant> publishedAt,
        ReadSource source,
        String decision,
        byte[] body) {
    /** The members of a body that identify a score. */
    private record Head(String id, String decision) {}

    /**
     * Returns the score of a body; empty if the body is not JSON with the members of a score, since a topic may also contain records of other writers. The cost is
     * one pass over the text.
     */
    public static Optional<PublishedScore> of(
            String pipeline,
            SourcePosition origin,
            Optional<String> key,
            Instant receivedAt,
            Optional<Instant> publishedAt,
            ReadSource source,
            byte[] body) {
        return head(body)
                .map(head -> new PublishedScore(
                        pipeline, head.id(), origin, key, receivedAt, publishedAt, source, head.decision(), body));
    }

    private static Optional<Head> head(byte[] body) {
        String id = null;
        String decision = null;
        try (JsonReader json = new JsonReader(new StringReader(new String(body, StandardCharsets.UTF_8)))) {
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (name.equals("id") && json.peek() == JsonToken.STRING) {
                    id = json.nextString();
                } else if (name.equals("decision") && json.peek() == JsonToken.STRING) {
                    decision = json.nextString();
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
            boolean complete = json.peek() == JsonToken.END_DOCUMENT;
            return complete && id != null && decision != null ? Optional.of(new Head(id, decision)) : Optional.empty();
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Returns the position among other scores. */
    public OutputOrder order() {
        return OutputOrder.of(receivedAt, origin.toString(), pipeline);
    }

    /** Returns the score as a JSON value. Numbers keep their text. */
    public JsonElement score() {
        return JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
    }

    /** Returns the score as the API shows it. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("pipeline", pipeline);
        json.addProperty("id", id);
        json.addProperty("origin", origin.toString());
        key.ifPresent(text -> json.addProperty("key", text));
        json.addProperty("receivedAt", Times.text(receivedAt));
        publishedAt.ifPresent(time -> json.addProperty("publishedAt", Times.text(time)));
        json.addProperty("source", source.text());
        json.add("score", score());
        return json;
    }

    /** Shows the origin alone, because the rest may be personal data. */
    @Override
    public String toString() {
        return "PublishedScore[" + pipeline + " " + origin + "]";
    }
}
