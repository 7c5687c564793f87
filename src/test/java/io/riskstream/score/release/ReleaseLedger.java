package io.riskstream.score.release;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares the version of every published score with the one that the releases demand for the Kafka timestamp and the key of its event. The events have keys.
 * For use by one thread.
 */
public final class ReleaseLedger {
    /** The position of the scorecard of the Flux file, before the first release. */
    public static final int BEFORE_RELEASES = -1;

    private final ReleaseHistory history;
    private final String initial;
    private final Map<SourcePosition, Long> timestamps = new HashMap<>();
    private final Set<SourcePosition> scored = new HashSet<>();
    private final Map<Integer, Map<String, Integer>> counts = new TreeMap<>();

    /**
     * Creates a ledger without events.
     *
     * @param history which release applies from when on
     * @param initial the hash of the scorecard of the Flux file
     */
    public ReleaseLedger(ReleaseHistory history, String initial) {
        this.history = history;
        this.initial = initial;
    }

    /** Adds an event. */
    public void event(ConsumerRecord<byte[], byte[]> event) {
        timestamps.put(new SourcePosition(event.topic(), event.partition(), event.offset()), event.timestamp());
    }

    /**
     * Adds a score, also a repeated one, of an event that was added before.
     *
     * @throws AssertionError if another version is demanded, or the event is unknown
     */
    public void score(ConsumerRecord<byte[], byte[]> score) {
        SourcePosition origin = origin(score);
        Long timestamp = timestamps.get(origin);
        if (timestamp == null) {
            throw new AssertionError("a score of an unknown event: " + origin);
        }
        JsonObject verdict = JsonParser.parseString(new String(score.value(), StandardCharsets.UTF_8))
                .getAsJsonObject();
        String hash = verdict.get("hash").getAsString();
        Optional<Release> release = history.at(timestamp);
        String demanded = release.map(applied -> demanded(applied, score.key(), origin.offset()))
                .orElse(initial);
        if (!hash.equals(demanded)) {
            throw new AssertionError(origin + " of " + Instant.ofEpochMilli(timestamp) + " was scored with " + hash
                    + " instead of " + demanded + ", which " + release + " demands");
        }
        scored.add(origin);
        counts.computeIfAbsent(history.positionAt(timestamp), position -> new TreeMap<>())
                .merge(verdict.get("version").getAsString(), 1, Integer::sum);
    }

    private static String demanded(Release release, byte[] key, long offset) {
        String text = new String(key, StandardCharsets.UTF_8);
        return release.canary()
                .filter(canary -> canary.scores(text, offset))
                .map(Canary::hash)
                .orElse(release.active());
    }

    /** Returns the position of the event of an output. */
    public static SourcePosition origin(ConsumerRecord<byte[], byte[]> output) {
        byte[] header = output.headers().lastHeader(OutputHeaders.ORIGIN).value();
        return SourcePosition.parse(new String(header, StandardCharsets.UTF_8)).orElseThrow();
    }

    /** Returns the number of events. */
    public int events() {
        return timestamps.size();
    }

    /** Returns the number of events with a score. */
    public int scored() {
        return scored.size();
    }

    /** Returns the scores by the position of the release in the history, or {@link #BEFORE_RELEASES}, and by the version that the scorecard states. */
    public Map<Integer, Map<String, Integer>> counts() {
        return counts;
    }
}
