package io.riskstream.api.read;

import static io.riskstream.api.output.ShippedPipelines.rejected;
import static io.riskstream.api.output.ShippedPipelines.score;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputCountersTest {
    private static final List<String> FLOOD = List.of("flood-claims");

    private Instant now = Instant.parse("2026-03-01T10:00:00.500Z");
    private final OutputCounters counters = new OutputCounters(() -> now);

    private void add(String decision, Duration ago, long latency) {
        counters.scored(score("c", "k", decision, 1, now.minus(ago).toEpochMilli() - 3), latency);
    }

    @Test
    void countsInTotalAndBySecond() {
        add("refer", Duration.ZERO, 5);
        add("accept", Duration.ofSeconds(1), 7);
        add("accept", Duration.ofSeconds(1), 9);
        add("accept", Duration.ofMinutes(10), 9);
        counters.rejected(rejected("schema.required", 4, now));
        JsonObject json = counters.json(FLOOD);
        assertEquals(
                "{\"scored\":4,\"rejected\":1,\"dropped\":0}",
                json.get("totals").toString());
        assertEquals("{\"accept\":3,\"refer\":1}", json.get("decisions").toString());
        assertEquals("{\"schema.required\":1}", json.get("rejections").toString());
        assertEquals("2026-03-01T09:50:00.500Z", json.get("since").getAsString());
        JsonArray buckets = json.getAsJsonArray("buckets");
        assertEquals(2, buckets.size(), "one is older than five minutes");
        JsonObject first = buckets.get(0).getAsJsonObject();
        assertEquals("2026-03-01T09:59:59.000Z", first.get("time").getAsString());
        assertEquals(2, first.get("scored").getAsInt());
        assertEquals(7, first.get("p50Millis").getAsDouble());
        assertEquals(9, first.get("p99Millis").getAsDouble());
        assertEquals(9, json.getAsJsonObject("latency").get("p99Millis").getAsDouble());
    }

    @Test
    void aPipelineWithoutOutputsHasZeros() {
        add("refer", Duration.ZERO, 5);
        JsonObject json = counters.json(List.of("auto-claims"));
        assertEquals(
                "{\"scored\":0,\"rejected\":0,\"dropped\":0}",
                json.get("totals").toString());
        assertFalse(json.has("latency"));
        assertFalse(json.has("since"));
        JsonObject second = counters.lastSecond(List.of("auto-claims"));
        assertEquals(0, second.get("scored").getAsInt());
        assertFalse(second.has("p99Millis"));
    }

    @Test
    void theLastWholeSecondIsTheOneBeforeThePresent() {
        add("refer", Duration.ZERO, 5);
        assertEquals(0, counters.lastSecond(FLOOD).get("scored").getAsInt());
        now = now.plusSeconds(1);
        JsonObject second = counters.lastSecond(FLOOD);
        assertEquals(1, second.get("scored").getAsInt());
        assertEquals("2026-03-01T10:00:00.000Z", second.get("time").getAsString());
        assertEquals(1, second.getAsJsonObject("totals").get("scored").getAsInt());
        now = now.plusSeconds(1);
        assertEquals(0, counters.lastSecond(FLOOD).get("scored").getAsInt());
    }

    @Test
    void aSlotOfFiveMinutesAgoIsUsedAgain() {
        add("refer", Duration.ZERO, 5);
        now = now.plusSeconds(300);
        add("accept", Duration.ZERO, 5);
        add("late", Duration.ofSeconds(300), 5);
        JsonArray buckets = counters.json(FLOOD).getAsJsonArray("buckets");
        assertEquals(1, buckets.size());
        assertEquals(
                "{\"accept\":1}",
                buckets.get(0).getAsJsonObject().get("decisions").toString());
    }

    @Test
    void aClockThatIsFastDoesNotHideTheEvent() {
        add("refer", Duration.ofHours(-1), 5);
        assertEquals(1, counters.json(FLOOD).getAsJsonArray("buckets").size());
    }

    @Test
    void theNumberOfCodesIsBounded() {
        for (int i = 0; i < 1_000; i++) {
            counters.rejected(rejected("code-" + i, i, now));
        }
        JsonObject codes = counters.json(FLOOD).getAsJsonObject("rejections");
        assertTrue(codes.size() <= 201, "" + codes.size());
        assertEquals(800, codes.get("other").getAsInt());
    }
}
