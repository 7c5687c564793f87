package io.riskstream.validate;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.validate.compiled.UnsupportedKeywordException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The compiled checker accepts the events that the library accepts, for random schemas and documents. */
class CheckersAgreeTest {
    private static final long FIRST_SEED = 20261125;
    private static final int SCHEMAS = 400;
    private static final int DOCUMENTS = 60;

    @Test
    void bothCheckersAgreeOnRandomSchemasAndDocuments() throws UnsupportedKeywordException {
        int pairs = 0;
        int valid = 0;
        int flat = 0;
        int failures = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEMAS; seed++) {
            RandomSchema random = new RandomSchema(seed);
            Checkers checkers;
            try {
                checkers = new Checkers(random.text());
            } catch (IllegalArgumentException rejected) { // it has no fields, or an infinite number
                continue;
            }
            for (int i = 0; i < DOCUMENTS; i++) {
                String document = random.document();
                int found;
                try {
                    found = checkers.check(document).size();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
                pairs++;
                valid += found == 0 ? 1 : 0;
                failures += found;
                flat += checkers.compiled().isFlat(checkers.event(document)) ? 1 : 0;
            }
        }
        String shares = "seeds from %d: %d pairs, %d valid, %d failures in the others, %d checked by slots alone"
                .formatted(FIRST_SEED, pairs, valid, failures, flat);
        System.out.println(shares);
        assertTrue(pairs > 20_000, shares);
        assertTrue(valid > pairs / 4 && valid < pairs * 3 / 4, shares);
        assertTrue(flat > pairs / 4 && flat < pairs * 3 / 4, shares);
        assertTrue(failures > pairs, shares);
    }

    @Test
    void bothCheckersAgreeOnDeepDocuments() throws UnsupportedKeywordException {
        Checkers checkers = new Checkers("""
                {"properties": {"v": {"$ref": "#/$defs/tree"}}, "additionalProperties": {"$ref": "#"},
                 "$defs": {"tree": {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/$defs/tree"}}]}}}""");
        int depth = 250;

        assertEquals(List.of(), checkers.check("{\"v\": " + "[".repeat(depth) + "1" + "]".repeat(depth) + "}"));
        assertEquals(List.of(), checkers.check("{\"x\": ".repeat(depth) + "{}" + "}".repeat(depth)));
        assertEquals(
                "v" + ".0".repeat(depth),
                checkers.check("{\"v\": " + "[".repeat(depth) + "true" + "]".repeat(depth) + "}")
                        .get(0)
                        .path());
        assertEquals(
                "x.".repeat(depth) + "v",
                checkers.check("{\"x\": ".repeat(depth) + "{\"v\": true}" + "}".repeat(depth))
                        .get(0)
                        .path());
    }

    @Test
    void bothCheckersAgreeOnThousandsOfAllowedValues() throws UnsupportedKeywordException {
        String texts =
                IntStream.range(0, 10_000).mapToObj(i -> "\"t" + i + "\"").collect(joining(","));
        String numbers = IntStream.range(0, 10_000).mapToObj(i -> i + ".5").collect(joining(","));
        Checkers checkers = new Checkers("{\"properties\": {\"v\": {\"enum\": [" + texts + "," + numbers + "]}}}");

        assertEquals(List.of(), checkers.check("{\"v\": \"t9999\"}"));
        assertEquals(List.of(), checkers.check("{\"v\": 9999.5}"));
        assertEquals(1, checkers.check("{\"v\": 10000.5}").size());
        assertTrue(checkers.check("{\"v\": \"t10000\"}").get(0).message().length() < 300);
    }
}
