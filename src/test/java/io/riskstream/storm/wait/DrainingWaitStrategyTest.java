package io.riskstream.storm.wait;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.storm.Config;
import org.apache.storm.policy.IWaitStrategy.WaitSituation;
import org.junit.jupiter.api.Test;

class DrainingWaitStrategyTest {
    /** So long that what does not wake anyone fails its test. */
    private static final int FOR_EVER_MILLIS = 600_000;

    private static final int LONG_IDLE = 1_000;

    private static DrainingWaitStrategy prepared() {
        return prepared(Map.of());
    }

    private static DrainingWaitStrategy prepared(Map<String, Object> settings) {
        DrainingWaitStrategy strategy = new DrainingWaitStrategy();
        strategy.prepare(new HashMap<>(settings), WaitSituation.BOLT_WAIT);
        return strategy;
    }

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void runsEveryHookOfItsThreadAndStartsAnewAfterWork() throws InterruptedException {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        int[] counters = new int[2];
        started(() -> {
                    DrainingWaitStrategy.onIdle(() -> first.incrementAndGet() == 1, () -> 0);
                    DrainingWaitStrategy.onIdle(
                            () -> {
                                second.incrementAndGet();
                                return false;
                            },
                            () -> 0);
                    DrainingWaitStrategy strategy = prepared();
                    counters[0] = strategy.idle(7);
                    counters[1] = strategy.idle(7);
                })
                .join();
        assertEquals(2, first.get());
        assertEquals(2, second.get());
        assertEquals(0, counters[0]);
        assertEquals(8, counters[1]);
    }

    @Test
    void anotherExecutorsHooksAreNotItsOwn() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        DrainingWaitStrategy.onIdle(() -> runs.incrementAndGet() > 0, () -> 0);
        started(() -> prepared().idle(0)).join();
        assertEquals(0, runs.get());
    }

    @Test
    void theCounterOfALongIdleExecutorNeverOverflows() {
        DrainingWaitStrategy strategy = prepared();
        int counter = strategy.idle(Integer.MAX_VALUE);
        assertTrue(counter > 0);
    }

    /** An executor as Storm has them: it takes what is in its queue, and is idle when there is nothing. */
    private static final class Executor {
        private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger looks = new AtomicInteger();
        private volatile Waker bell;

        void run(DrainingWaitStrategy strategy, long sleepNanos) {
            started(() -> {
                bell = DrainingWaitStrategy.onIdle(() -> false, () -> sleepNanos);
                int counter = 0;
                while (!stopped.get()) {
                    looks.incrementAndGet();
                    if (queue.poll() == null) {
                        counter = strategy.idle(counter);
                    } else {
                        taken.incrementAndGet();
                        counter = 0;
                    }
                }
            });
            await().until(() -> bell != null);
        }
    }

    @Test
    void noTupleIsLeftLyingWhoeverLooksFirst() {
        Executor executor = new Executor();
        executor.run(prepared(), TimeUnit.SECONDS.toNanos(60));
        WakerRegistry bells = new WakerRegistry();
        bells.add(1, executor.bell);
        int sent = 20_000;
        for (int i = 1; i <= sent; i++) {
            executor.queue.add(i);
            bells.ring(List.of(1));
            while (i % 50 == 0 && executor.taken.get() < i) {
                Thread.onSpinWait(); // so that it falls asleep in between, now and then
            }
        }
        await().until(() -> executor.taken.get() == sent);
        executor.stopped.set(true);
    }

    @Test
    void aBoltThatMayNotSleepGoesOnLooking() {
        Map<String, Object> everlasting =
                Map.of(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL3_SLEEP_MILLIS, FOR_EVER_MILLIS);
        DrainingWaitStrategy strategy = prepared(everlasting);
        Thread parked = started(() -> {
            DrainingWaitStrategy.onIdle(() -> false, () -> 0);
            strategy.idle(LONG_IDLE);
        });
        await().until(() -> parked.getState() == Thread.State.TIMED_WAITING);
        parked.interrupt();
    }

    @Test
    void aBoltThatMaySleepFirstLooksIntoItsQueueOnceMore() throws InterruptedException {
        Map<String, Object> everlasting =
                Map.of(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL3_SLEEP_MILLIS, FOR_EVER_MILLIS);
        DrainingWaitStrategy strategy = prepared(everlasting);
        boolean[] lay = new boolean[2];
        started(() -> {
                    Waker bell = DrainingWaitStrategy.onIdle(() -> false, () -> DrainingWaitStrategy.SLEEP_NANOS);
                    assertEquals(LONG_IDLE, strategy.idle(LONG_IDLE));
                    lay[0] = bell.lieDown(); // it has said so, and come back without parking
                    bell.ring();
                    lay[1] = bell.lieDown();
                })
                .join();
        assertTrue(lay[0]);
        assertFalse(lay[1]);
    }

    @Test
    void tuplesThatStormKeepsBackAreNotHeard() {
        assertTrue(WakerRegistry.hearTuples(Map.of()));
        assertFalse(WakerRegistry.hearTuples(Map.of(Config.TOPOLOGY_PRODUCER_BATCH_SIZE, 100)));
        assertFalse(WakerRegistry.hearTuples(Map.of(Config.TOPOLOGY_TRANSFER_BATCH_SIZE, 2)));
    }

    @Test
    void whoeverComesFromAnotherWorkerOrDoesNotRingIsNotReliedOn() {
        WakerRegistry bells = new WakerRegistry();
        bells.promise(1);
        bells.promise(2);
        assertTrue(bells.promisedBy(List.of(1, 2)));
        assertFalse(bells.promisedBy(List.of(1, 3)));
    }
}
