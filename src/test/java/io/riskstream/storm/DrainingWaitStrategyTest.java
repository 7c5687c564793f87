package io.riskstream.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.storm.policy.IWaitStrategy.WaitSituation;
import org.junit.jupiter.api.Test;

class DrainingWaitStrategyTest {
    private static DrainingWaitStrategy prepared() {
        DrainingWaitStrategy strategy = new DrainingWaitStrategy();
        strategy.prepare(new HashMap<>(), WaitSituation.BOLT_WAIT);
        return strategy;
    }

    @Test
    void runsEveryHookOfItsThreadAndStartsAnewAfterWork() throws InterruptedException {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        int[] counters = new int[2];
        Thread executor = new Thread(() -> {
            DrainingWaitStrategy.onIdle(() -> first.incrementAndGet() == 1);
            DrainingWaitStrategy.onIdle(() -> {
                second.incrementAndGet();
                return false;
            });
            DrainingWaitStrategy strategy = prepared();
            counters[0] = strategy.idle(7);
            counters[1] = strategy.idle(7);
        });
        executor.start();
        executor.join();
        assertEquals(2, first.get());
        assertEquals(2, second.get());
        assertEquals(0, counters[0]);
        assertEquals(8, counters[1]);
    }

    @Test
    void anotherExecutorsHooksAreNotItsOwn() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        DrainingWaitStrategy.onIdle(() -> runs.incrementAndGet() > 0);
        Thread other = new Thread(() -> prepared().idle(0));
        other.start();
        other.join();
        assertEquals(0, runs.get());
    }

    @Test
    void theCounterOfALongIdleExecutorNeverOverflows() {
        DrainingWaitStrategy strategy = prepared();
        int counter = strategy.idle(Integer.MAX_VALUE);
        assertTrue(counter > 0);
    }
}
