package io.riskstream.tools.release;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.score.release.AcceptedReleases;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker reported to the log of releases.
 *
 * @param worker its name: scorecard, pipeline, host and a random part
 * @param offset the last entry of the log that it has read
 * @param active the hash of the active version; empty for the scorecard of its Flux file
 * @param refused what it refused, and why
 * @param reportedAt when Kafka accepted the report, in milliseconds since 1970
 */
public record WorkerReport(
        String worker,
        String scorecard,
        long offset,
        Optional<String> active,
        Map<String, String> refused,
        long reportedAt) {
    /** Reads a report; empty if it is none. */
    static Optional<WorkerReport> parse(byte[] value, long reportedAt) {
        try {
            JsonObject json = JsonParser.parseString(new String(value, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            Map<String, String> refused = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> each :
                    json.getAsJsonObject("refused").entrySet()) {
                refused.put(each.getKey(), each.getValue().getAsString());
            }
            return Optional.of(new WorkerReport(
                    json.get("worker").getAsString(),
                    json.get("scorecard").getAsString(),
                    json.get("offset").getAsLong(),
                    Optional.ofNullable(json.getAsJsonObject("release"))
                            .map(release -> release.get("active").getAsString()),
                    refused,
                    reportedAt));
        } catch (RuntimeException e) {
            return Optional.empty(); // a topic may also contain records of other writers
        }
    }

    /** Returns why the worker refused a version; empty if it did not. */
    public Optional<String> refusalOf(String hash) {
        return Optional.ofNullable(refused.get(AcceptedReleases.nameOf(hash)));
    }
}
