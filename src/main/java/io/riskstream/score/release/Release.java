package io.riskstream.score.release;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * States which versions of a scorecard apply to events from a time on, until the next release. The Kafka timestamp of an event decides.
 *
 * @param scorecard the name of the scorecard
 * @param from the first timestamp, in milliseconds since 1970
 * @param active the hash of the version that scores
 * @param shadow the hash of a version that is evaluated without effect; empty for none
 * @param canary the version that scores a share of the events; empty for none
 * @param command what was done: release, canary, promote or rollback
 * @param by who did it
 * @param reason why; may be empty
 */
public record Release(
        String scorecard,
        long from,
        String active,
        Optional<String> shadow,
        Optional<Canary> canary,
        String command,
        String by,
        String reason)
        implements ReleaseMessage {
    static final String TYPE = "release";

    @Override
    public String key() {
        return scorecard;
    }

    /** Returns the hashes of all versions that it refers to. */
    public Set<String> versions() {
        Set<String> versions = new TreeSet<>(Set.of(active));
        shadow.ifPresent(versions::add);
        canary.map(Canary::hash).ifPresent(versions::add);
        return versions;
    }

    /** Returns this release with another first timestamp. */
    Release from(long timestamp) {
        return new Release(scorecard, timestamp, active, shadow, canary, command, by, reason);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("type", TYPE);
        json.addProperty("scorecard", scorecard);
        json.addProperty("from", Instant.ofEpochMilli(from).toString());
        json.addProperty("active", active);
        shadow.ifPresent(hash -> json.addProperty("shadow", hash));
        canary.ifPresent(version -> {
            JsonObject share = new JsonObject();
            share.addProperty("hash", version.hash());
            share.addProperty("percent", version.percent());
            json.add("canary", share);
        });
        json.addProperty("command", command);
        json.addProperty("by", by);
        json.addProperty("reason", reason);
        return json;
    }

    static Release of(JsonObject json) {
        return new Release(
                json.get("scorecard").getAsString(),
                Instant.parse(json.get("from").getAsString()).toEpochMilli(),
                json.get("active").getAsString(),
                Optional.ofNullable(json.get("shadow")).map(JsonElement::getAsString),
                Optional.ofNullable(json.getAsJsonObject("canary"))
                        .map(share -> new Canary(
                                share.get("hash").getAsString(),
                                share.get("percent").getAsDouble())),
                json.get("command").getAsString(),
                json.get("by").getAsString(),
                json.get("reason").getAsString());
    }
}
