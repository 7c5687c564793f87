package io.riskstream.connect.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongTypeCheckTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // overflows during the test
    private final WrongTypeCheck check = new WrongTypeCheck(clock::get);

    private void pass(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void checksOneMissingRecordInASecond() {
        assertTrue(check.isDue());
        assertFalse(check.isDue());
        pass(1);
        assertTrue(check.isDue());
        assertFalse(check.isDue());
    }

    @Test
    void checksEachMissingRecordForAMinuteAfterAnotherTypeWasFound() {
        check.found();
        for (int i = 0; i < 3; i++) {
            assertTrue(check.isDue());
        }
        pass(59);
        assertTrue(check.isDue());
        pass(1);
        assertTrue(check.isDue());
        assertFalse(check.isDue(), "back to one in a second");
    }

    @Test
    void asksNoFurtherWithoutTheRight() {
        check.found();
        check.notPermitted();
        assertFalse(check.isDue());
    }
}
