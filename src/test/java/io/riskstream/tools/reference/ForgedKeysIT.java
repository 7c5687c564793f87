package io.riskstream.tools.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.enrich.Enrich;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.Degradation;
import io.riskstream.event.EventType;
import io.riskstream.parse.ParseJson;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event cannot ask for the record of other values: from the bytes of a JSON event to the records that {@code load} has written to a real Redis. */
class ForgedKeysIT {
    private static final String REFERENCES = """
            references:
              - name: claims
                file: claims.csv
                key: "{tenant}:{claim}"
                fields:
                  paid: {column: paid, type: long}
              - name: county
                file: counties.csv
                key: "county:{county}"
                fields:
                  density: {column: density, type: double}
            """;

    @TempDir
    static Path directory;

    private static EmbeddedRedis server;

    private final Lookup claims =
            new Lookup(Map.of("name", "claims", "key", "{tenant}:{claim}", "fields", Map.of("paid", "long")));
    private final Lookup place =
            new Lookup(Map.of("name", "place", "key", "county:{county}", "fields", Map.of("density", "double")));
    private final EventType type = new EventType(List.of(
            TestEvents.source("schema", "id:STRING", "tenant:STRING", "claim:STRING", "county:STRING"), claims, place));

    private static Redis redis() {
        return new Redis(Map.of("host", "127.0.0.1", "port", server.port()));
    }

    @BeforeAll
    static void load() throws IOException {
        server = EmbeddedRedis.start();
        Files.writeString(
                directory.resolve("claims.csv"), "tenant,claim,paid\nacme:b,1,666\nacme,b:2,2\nacme,3,3\n50%,4,4\n");
        Files.writeString(directory.resolve("counties.csv"), "county,density\n12033,453.4\n{a}1,7\n");
        try (RedisLoader loader = new RedisLoader(redis())) {
            new ReferenceLoader(new References(new SourceFile("references.yaml", REFERENCES)))
                    .load(directory, loader::put);
            loader.put("county:?", "{\"density\": 666}"); // in a file of `load`, ? is a missing value
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private StageResult enriched(String json) {
        try (TestContext context = new TestContext().connectingToStores()) {
            StageResult parsed;
            try (StageTestDriver parser = StageTestDriver.open(new ParseJson(type, Map.of("id", "id")), context)) {
                parsed = parser.run(TestEvents.event(Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8)));
            }
            // a deadline that a busy machine keeps
            Enrich stage = new Enrich(type, redis(), Map.of("deadlineMillis", 10_000));
            try (StageTestDriver enrich = StageTestDriver.open(stage, context)) {
                return enrich.run(parsed.after());
            }
        }
    }

    private static Degradation because(String lookup, Degradation.Cause cause) {
        return new Degradation(lookup, cause);
    }

    private static String shared(String name, String otherwise) throws IOException {
        Path file = Path.of("../shared/cases/feeds/json", name);
        return Files.exists(file) ? Files.readString(file) : otherwise;
    }

    @Test
    void aValueWithASeparatorNeverReadsTheRecordOfAnotherTenant() throws IOException {
        String forged = "{\"id\":\"amb\",\"tenant\":\"acme\",\"claim\":\"b:1\"}";
        for (String json : List.of(forged, shared("ambiguous-key.json", forged))) {
            StageResult result = enriched(json);
            assertEquals(Optional.empty(), result.field("claims.paid"));
            assertEquals(
                    List.of(because("claims", Degradation.Cause.ABSENT), because("place", Degradation.Cause.UNKEYED)),
                    result.after().degradations());
        }
    }

    @Test
    void everyTenantReadsItsOwnRecords() {
        assertEquals(
                Optional.of(666L),
                enriched("{\"tenant\":\"acme:b\",\"claim\":\"1\"}").field("claims.paid"));
        assertEquals(
                Optional.of(2L),
                enriched("{\"tenant\":\"acme\",\"claim\":\"b:2\"}").field("claims.paid"));
        assertEquals(
                Optional.of(3L),
                enriched("{\"tenant\":\"acme\",\"claim\":\"3\"}").field("claims.paid"));
        assertEquals(
                Optional.of(4L),
                enriched("{\"tenant\":\"50%\",\"claim\":\"4\"}").field("claims.paid"));
    }

    @Test
    void halfASurrogatePairNeverReadsTheRecordOfAQuestionMark() throws IOException {
        String half = "{\"id\":\"lone1\",\"county\":\"\\ud800\"}";
        for (String json : List.of(half, shared("lone-surrogate-key.json", half))) {
            StageResult result = enriched(json);
            assertEquals(Optional.empty(), result.field("place.density"));
            assertEquals(
                    because("place", Degradation.Cause.UNKEYED),
                    result.after().degradations().get(1));
        }
        assertEquals(Optional.of(666.0), enriched("{\"county\":\"?\"}").field("place.density"));
    }

    @Test
    void bracesInAValueArePartOfTheKey() {
        assertEquals(Optional.of(7.0), enriched("{\"county\":\"{a}1\"}").field("place.density"));
        assertEquals(Optional.empty(), enriched("{\"county\":\"a1\"}").field("place.density"));
    }
}
