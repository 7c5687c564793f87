package io.riskstream.connect.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ServerBreakerTest {
    private long now = Long.MAX_VALUE - 5; // the ticker may overflow
    private final ServerBreaker breaker = new ServerBreaker(() -> now);

    @Test
    void afterATimeoutOneCallASecondIsLetThroughUntilTheServerAnswers() {
        assertTrue(breaker.admits());
        assertTrue(breaker.admits());
        breaker.timedOut();
        assertFalse(breaker.admits());
        now += ServerBreaker.PAUSE_NANOS;
        assertTrue(breaker.admits(), "the first call after the pause");
        assertFalse(breaker.admits(), "no other beside it");
        breaker.timedOut();
        assertFalse(breaker.admits());
        now += ServerBreaker.PAUSE_NANOS;
        assertTrue(breaker.admits());
        breaker.answered();
        assertTrue(breaker.admits());
        assertTrue(breaker.admits());
    }

    /** The call that was let through may itself wait for longer than the pause. */
    @Test
    void aCallThatHasNoResultYetDoesNotPreventTheNext() {
        breaker.timedOut();
        for (int i = 0; i < 3; i++) {
            now += ServerBreaker.PAUSE_NANOS;
            assertTrue(breaker.admits());
            assertFalse(breaker.admits());
        }
    }
}
