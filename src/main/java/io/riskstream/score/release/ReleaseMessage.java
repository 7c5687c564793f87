package io.riskstream.score.release;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;

/** An entry of the log of releases: JSON with a member {@code type}. */
public sealed interface ReleaseMessage permits ScorecardVersion, Release {
    /** Returns the name of the scorecard that the message is about. */
    String scorecard();

    /** Returns the key of the log entry. */
    String key();

    /** Returns the message as JSON. */
    JsonObject toJson();

    /** Returns the value of the log entry. */
    default byte[] toBytes() {
        return toJson().toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a message.
     *
     * @throws InvalidReleaseException if it is not a message of a type that this version knows
     */
    static ReleaseMessage parse(byte[] value) throws InvalidReleaseException {
        try {
            JsonObject json = JsonParser.parseString(new String(value, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            String type = json.has("type") ? json.get("type").getAsString() : "";
            return switch (type) {
                case ScorecardVersion.TYPE -> ScorecardVersion.of(json);
                case Release.TYPE -> Release.of(json);
                default -> throw new InvalidReleaseException("its type is unknown: '" + type + "'");
            };
        } catch (RuntimeException e) {
            // any bytes may be in the log, and an exception for one entry would stop all workers at it
            throw new InvalidReleaseException("it is not a complete JSON message: " + e.getMessage());
        }
    }
}
