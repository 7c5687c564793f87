package io.riskstream.score.release;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
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
 * @param after the offset of the release that was the latest when this one was prepared, and -1 if there was none: if another one was added meanwhile, this
 *     one is refused. Empty for a release that follows any other
 */
public record Release(
        String scorecard,
        long from,
        String active,
        Optional<String> shadow,
        Optional<Canary> canary,
        String command,
        String by,
        String reason,
        OptionalLong after)
        implements ReleaseMessage {
    static final String TYPE = "release";

    /** Creates a release that follows any other. */
    public Release(
            String scorecard,
            long from,
            String active,
            Optional<String> shadow,
            Optional<Canary> canary,
            String command,
            String by,
            String reason) {
        this(scorecard, from, active, shadow, canary, command, by, reason, OptionalLong.empty());
    }

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
        return new Release(scorecard, timestamp, active, shadow, canary, command, by, reason, after);
    }

    /** Returns this release, to be refused if a release is later than the one at an offset. */
    public Release after(long offset) {
        return new Release(scorecard, from, active, shadow, canary, command, by, reason, OptionalLong.of(offset));
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
        after.ifPresent(offset -> json.addProperty("after", offset));
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
                json.get("reason").getAsString(),
                json.has("after") ? OptionalLong.of(json.get("after").getAsLong()) : OptionalLong.empty());
    }
}
