package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final List<Long> pauses = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private int writes;

    private Attempts attempts(Duration limit) {
        return new Attempts(limit, () -> now.toNanos(), time -> {
            pauses.add(time.toMillis());
            now = now.plus(time);
        });
    }

    /** Fails a number of times, each after a second. */
    private String write(int failures) throws IOException {
        now = now.plusSeconds(1);
        if (writes++ < failures) {
            throw new IOException("refused");
        }
        return "written";
    }

    @Test
    void aWriteThatSucceedsIsNotRepeated() throws Exception {
        assertEquals("written", attempts(Duration.ofMinutes(1)).until("Store", e -> true, () -> write(0)));
        assertEquals(1, writes);
    }

    @Test
    void thePausesGrowUpToHalfAMinute() throws Exception {
        assertEquals("written", attempts(Duration.ofHours(1)).until("Store", e -> true, () -> write(10)));
        assertEquals(List.of(200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L), pauses);
    }

    @Test
    void afterTheLimitTheStoreIsNotAvailable() {
        StoreUnavailableException error =
                assertThrows(StoreUnavailableException.class, () -> attempts(Duration.ofSeconds(10))
                        .until("Store db:1", e -> true, () -> write(1_000)));
        // the last pause ends with the limit, and one attempt follows
        assertEquals(List.of(200L, 400L, 800L, 1_600L, 3_000L), pauses);
        assertEquals(6, writes);
        assertEquals(
                "Store db:1 was not available in 6 attempts within 10 s, the value of 'retry.timeout': refused;"
                        + " the next start of the job repeats the batch",
                error.getMessage());
    }

    @Test
    void theLimitBeginsWithTheFirstFailureOfEachWrite() throws Exception {
        Attempts attempts = attempts(Duration.ofSeconds(10));
        for (int i = 0; i < 20; i++) {
            writes = 0;
            assertEquals("written", attempts.until("Store", e -> true, () -> write(2)));
        }
    }

    @Test
    void aFailureThatIsNotTemporaryIsNotRepeated() {
        IOException failure = new IOException("no right");
        assertSame(failure, assertThrows(IOException.class, () -> attempts(Duration.ofHours(1))
                .until("Store", e -> false, () -> {
                    throw failure;
                })));
        assertTrue(pauses.isEmpty());
    }
}
