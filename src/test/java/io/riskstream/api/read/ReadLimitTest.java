package io.riskstream.api.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.api.http.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadLimitTest {
    private final ReadLimit limit = new ReadLimit(2);

    @Test
    void aReadBeyondTheLimitIsAskedToComeAgain() {
        ProblemException problem = assertThrows(
                ProblemException.class, () -> limit.within(() -> limit.within(() -> limit.within(() -> "third"))));
        assertEquals(503, problem.problem().status());
        assertEquals(Optional.of(Duration.ofSeconds(1)), problem.problem().retryAfter());
    }

    @Test
    void aReadThatHasEndedOrFailedCountsNoMore() {
        for (int i = 0; i < 3; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> limit.within(() -> {
                        throw new IllegalStateException("the store failed");
                    }));
            assertEquals("read", limit.within(() -> "read"));
        }
        assertEquals("second", limit.within(() -> limit.within(() -> "second")));
    }
}
