package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PublishedVerdictsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final PublishedVerdicts verdicts = new PublishedVerdicts(2, 1_000);

    private static JsonObject json(String outcome) {
        JsonObject json = new JsonObject();
        json.addProperty("outcome", outcome);
        return json;
    }

    @Test
    void aRequestGetsAnOutputThatComesLater() {
        CompletableFuture<Optional<JsonObject>> first = verdicts.of("a-0@1", LONG);
        CompletableFuture<Optional<JsonObject>> repetition = verdicts.of("a-0@1", LONG);
        verdicts.add("a-0@2", 100, () -> json("other"));
        assertFalse(first.isDone());
        verdicts.add("a-0@1", 100, () -> json("scored"));
        assertEquals(Optional.of(json("scored")), first.join());
        assertEquals(Optional.of(json("scored")), repetition.join());
    }

    @Test
    void aRequestGetsAnOutputThatWasThereBefore() {
        verdicts.add("a-0@1", 100, () -> json("scored"));
        assertTrue(verdicts.of("a-0@1", SHORT).isDone());
        assertEquals(Optional.of(json("scored")), verdicts.of("a-0@1", SHORT).join());
    }

    @Test
    void aRequestWaitsNoLongerThanItsTimeAndDoesNotEndAnotherOne() {
        CompletableFuture<Optional<JsonObject>> patient = verdicts.of("a-0@1", LONG);
        assertEquals(Optional.empty(), verdicts.of("a-0@1", SHORT).join());
        verdicts.add("a-0@1", 100, () -> json("scored"));
        assertEquals(Optional.of(json("scored")), patient.join());
    }

    @Test
    void theOldestOutputsAreForgotten() {
        for (int i = 0; i < 3; i++) {
            verdicts.add("a-0@" + i, 100, () -> json("scored"));
        }
        assertEquals(Optional.empty(), verdicts.of("a-0@0", SHORT).join());
        assertEquals(Optional.of(json("scored")), verdicts.of("a-0@2", SHORT).join());
    }

    @Test
    void largeOutputsAreForgottenBeforeTheirNumberIsReached() {
        verdicts.add("a-0@0", 600, () -> json("scored"));
        verdicts.add("a-0@0", 600, () -> json("scored again"));
        assertEquals(
                Optional.of(json("scored again")), verdicts.of("a-0@0", SHORT).join());
        verdicts.add("a-0@1", 600, () -> json("scored"));
        assertEquals(Optional.empty(), verdicts.of("a-0@0", SHORT).join());
        verdicts.add("a-0@2", 5_000, () -> json("large"));
        assertEquals(Optional.empty(), verdicts.of("a-0@1", SHORT).join());
        assertEquals(Optional.of(json("large")), verdicts.of("a-0@2", SHORT).join());
    }
}
