package io.riskstream.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records of 1 KB to 1 MB in a process whose heap is much smaller than all of them. */
final class SmallHeapIT {
    private static final int RECORDS = 400;
    private static final int MAX_LENGTH = 1 << 20;
    private static final String HEAP = "-Xmx96m";

    private static Redis redis(int port) {
        return new Redis(Map.of("host", "127.0.0.1", "port", port, "socketTimeoutMillis", 10_000, "freshness", "TTL"));
    }

    @Test
    void aSmallHeapCachesLargeRecordsWithinItsShare() throws Exception {
        try (EmbeddedRedis server = EmbeddedRedis.start()) {
            long bytes = load(server.port());
            assertTrue(bytes > 150_000_000, () -> "too few to exceed the heap: " + bytes);
            assertEquals(RECORDS + " found twice, cache within its share", runWithSmallHeap(server.port()));
        }
    }

    private static long load(int port) {
        SplittableRandom random = new SplittableRandom(7);
        long bytes = 0;
        try (RedisLoader loader = new RedisLoader(redis(port))) {
            for (int i = 0; i < RECORDS; i++) {
                int length = random.nextInt(1_024, MAX_LENGTH);
                loader.put("site:" + i, "{\"report\":\"" + "r".repeat(length) + "\"}");
                bytes += length;
            }
        }
        return bytes;
    }

    private static String runWithSmallHeap(int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Enrichment.class.getName(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String last = out.lines().reduce("no output", (before, line) -> line);
            assertEquals(0, process.waitFor(), last);
            return last;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Looks up all records twice, in batches, and prints what it found. */
    static final class Enrichment {
        private static final int BATCH = 16;
        private static final FieldSource CLAIM = new FieldSource() {
            @Override
            public String name() {
                return "claim";
            }

            @Override
            public List<Field> fields() {
                return List.of(new Field("site", FieldType.STRING));
            }
        };

        private Enrichment() {}

        public static void main(String[] arguments) {
            Lookup site = new Lookup(Map.of(
                    "name",
                    "at",
                    "key",
                    "site:{site}",
                    "fields",
                    Map.of("report", "string"),
                    "deadlineMillis",
                    20_000,
                    "maxAgeMillis",
                    600_000));
            Enrich stage = new Enrich(new EventType(List.of(CLAIM, site)), redis(Integer.parseInt(arguments[0])));
            try (TestContext context = new TestContext().connectingToStores()) {
                stage.open(context);
                for (int round = 0; round < 2; round++) {
                    for (int from = 0; from < RECORDS; from += BATCH) {
                        lookUp(stage, from);
                    }
                }
                long bytes = context.gauge("enrich.cache.bytes");
                long share = Runtime.getRuntime().maxMemory() / 4;
                boolean bounded = bytes > share / 2 && bytes <= share;
                System.out.println(
                        RECORDS + " found twice, " + (bounded ? "cache within its share" : "cache of " + bytes));
            }
            System.exit(0);
        }

        private static void lookUp(Enrich stage, int from) {
            Outcome[] outcomes = new Outcome[BATCH];
            List<Event> claims = IntStream.range(from, from + BATCH)
                    .mapToObj(Enrichment::claim)
                    .toList();
            stage.apply(new Batch(claims), (index, outcome) -> outcomes[index] = outcome);
            for (int i = 0; i < BATCH; i++) {
                if (!(TestContext.settled(outcomes[i]) instanceof Outcome.Pass pass)
                        || claims.get(i).with(pass.patch()).string(1).length() < 1_024) {
                    throw new IllegalStateException("no record: " + outcomes[i]);
                }
            }
        }

        private static Event claim(int site) {
            FieldValues values = new FieldValues(1);
            values.setString(0, String.valueOf(site));
            return Event.of(new Origin("claims", 0, site, 0, Optional.empty(), List.of()), new byte[0])
                    .with(Patch.NONE.withFields(0, values));
        }
    }
}
