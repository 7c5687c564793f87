package io.riskstream.enrich;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.OnError;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Enrichment from a real Redis that stops, restarts and is slow. */
final class EnrichIT {
    private static final FieldSource CLAIM = new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("countyCode", FieldType.STRING));
        }
    };

    private final TestContext context = new TestContext().connectingToStores();
    private EmbeddedRedis server;

    @BeforeEach
    void start() {
        server = EmbeddedRedis.start();
        load();
    }

    @AfterEach
    void stop() {
        context.close();
        server.close();
    }

    private Redis redis() {
        // records expire by age: tracking has tests of its own
        return new Redis(
                Map.of("host", "127.0.0.1", "port", server.port(), "socketTimeoutMillis", 5_000, "freshness", "TTL"));
    }

    private void load() {
        try (RedisLoader loader = new RedisLoader(redis())) {
            for (int i = 0; i < 1_000; i++) {
                loader.put("county:" + i, "{\"density\":" + i + "}");
            }
        }
    }

    private Enrich open(OnError onError, int maxAgeMillis) {
        Lookup county = new Lookup(Map.of(
                "name",
                "county",
                "key",
                "county:{countyCode}",
                "fields",
                Map.of("density", "double"),
                "onError",
                onError.name(),
                "maxAgeMillis",
                maxAgeMillis));
        Enrich stage = new Enrich(new EventType(List.of(CLAIM, county)), redis(), List.of(county));
        stage.open(context);
        return stage;
    }

    private static Event claim(int county) {
        FieldValues values = new FieldValues(1);
        values.setString(0, String.valueOf(county));
        return Event.of(new Origin("claims", 0, county, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values));
    }

    private static List<Outcome> apply(Enrich stage, int from, int to) {
        Outcome[] outcomes = new Outcome[to - from];
        stage.apply(
                new Batch(IntStream.range(from, to).mapToObj(EnrichIT::claim).toList()),
                (index, outcome) -> outcomes[index] = outcome);
        return Arrays.asList(outcomes);
    }

    private static Event enriched(Outcome outcome, int county) {
        return claim(county)
                .with(assertInstanceOf(Outcome.Pass.class, TestContext.settled(outcome))
                        .patch());
    }

    @Test
    void fetchesAllRecordsOfABatchLargerThanOneRoundTrip() {
        List<Outcome> outcomes = apply(open(OnError.REJECT, 60_000), 0, 2_500);
        assertEquals(999.0, enriched(outcomes.get(999), 999).number(1));
        assertEquals(List.of("county"), enriched(outcomes.get(2_499), 2_499).degraded());
        assertEquals(1_500, context.count("enrich.county.absent"));
    }

    @Test
    void decidesEveryEventWhenTheServerStopsAndReconnectsAutomatically() {
        Enrich stage = open(OnError.RETRY, 0);
        List<Outcome> outcomes = new ArrayList<>();
        Thread killer = new Thread(server::stop);
        killer.start();
        do {
            outcomes.addAll(apply(stage, 0, 50));
        } while (killer.isAlive());
        outcomes.addAll(apply(stage, 0, 50));
        for (Outcome outcome : outcomes) {
            Outcome settled = TestContext.settled(outcome);
            assertTrue(settled instanceof Outcome.Pass || settled instanceof Outcome.Retry, settled::toString);
        }
        assertInstanceOf(Outcome.Retry.class, TestContext.settled(outcomes.get(outcomes.size() - 1)));

        server.restart();
        load();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> TestContext.settled(stage.apply(claim(7))) instanceof Outcome.Pass);
        assertEquals(7.0, enriched(stage.apply(claim(7)), 7).number(1));
    }

    @Test
    void usesCachedRecordsWhileTheServerIsDown() {
        Enrich stage = open(OnError.PASS, 60_000);
        apply(stage, 0, 10).forEach(TestContext::settled);
        server.stop();
        assertEquals(3.0, enriched(stage.apply(claim(3)), 3).number(1));
        assertEquals(List.of("county"), enriched(stage.apply(claim(11)), 11).degraded());
    }

    @Test
    void passesAtTheDeadlineOfASlowServerAndCachesTheLateRecord() {
        Enrich stage = open(OnError.PASS, 60_000);
        apply(stage, 0, 1).forEach(TestContext::settled);
        server.pause();
        try {
            Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(claim(5)));
            assertEquals(Duration.ofMillis(50), later.deadline());
            // the bolt does this after 50 ms; the paused server does not answer before it is resumed
            assertEquals(List.of("county"), enriched(later.late().get(), 5).degraded());
            assertEquals(1, context.count("enrich.county.late"));
        } finally {
            server.resume();
        }
        await().until(() -> stage.apply(claim(5)) instanceof Outcome.Pass);
        assertEquals(5.0, enriched(stage.apply(claim(5)), 5).number(1));
    }
}
