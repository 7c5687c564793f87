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
    /** Longer than a test may take: a test fails if nothing wakes the thread. */
    private static final int ENDLESS_MILLIS = 600_000;

    private static final int LONG_IDLE = 1_000;

    private static DrainingWaitStrategy prepare() {
        return prepare(Map.of());
    }

    private static DrainingWaitStrategy prepare(Map<String, Object> settings) {
        DrainingWaitStrategy strategy = new DrainingWaitStrategy();
        strategy.prepare(new HashMap<>(settings), WaitSituation.BOLT_WAIT);
        return strategy;
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void runsEachHookOfItsThreadAndResetsTheCounterAfterWork() throws InterruptedException {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        int[] counters = new int[2];
        start(() -> {
                    DrainingWaitStrategy.register(() -> first.incrementAndGet() == 1, () -> 0);
                    DrainingWaitStrategy.register(
                            () -> {
                                second.incrementAndGet();
                                return false;
                            },
                            () -> 0);
                    DrainingWaitStrategy strategy = prepare();
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
    void runsNoHooksOfAnotherExecutor() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        DrainingWaitStrategy.register(() -> runs.incrementAndGet() > 0, () -> 0);
        start(() -> prepare().idle(0)).join();
        assertEquals(0, runs.get());
    }

    @Test
    void doesNotOverflowTheCounterOfALongIdleExecutor() {
        DrainingWaitStrategy strategy = prepare();
        int counter = strategy.idle(Integer.MAX_VALUE);
        assertTrue(counter > 0);
    }

    /** Imitates Storm's executor: it takes tuples from its queue and calls the wait strategy when the queue is empty. */
    private static final class Executor {
        private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger polls = new AtomicInteger();
        private volatile Waker waker;

        void run(DrainingWaitStrategy strategy, long maxParkNanos) {
            start(() -> {
                waker = DrainingWaitStrategy.register(() -> false, () -> maxParkNanos);
                int counter = 0;
                while (!stopped.get()) {
                    polls.incrementAndGet();
                    if (queue.poll() == null) {
                        counter = strategy.idle(counter);
                    } else {
                        taken.incrementAndGet();
                        counter = 0;
                    }
                }
            });
            await().until(() -> waker != null);
        }
    }

    @Test
    void losesNoWakeUp() {
        Executor executor = new Executor();
        executor.run(prepare(), TimeUnit.SECONDS.toNanos(60));
        WakerRegistry wakers = new WakerRegistry();
        wakers.register(1, executor.waker);
        int sent = 20_000;
        for (int i = 1; i <= sent; i++) {
            executor.queue.add(i);
            wakers.wake(List.of(1));
            while (i % 50 == 0 && executor.taken.get() < i) {
                Thread.onSpinWait(); // lets the executor park from time to time
            }
        }
        await().until(() -> executor.taken.get() == sent);
        executor.stopped.set(true);
    }

    @Test
    void parksTheLongTimeWithoutWakeUps() {
        Map<String, Object> endless = Map.of(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL3_SLEEP_MILLIS, ENDLESS_MILLIS);
        DrainingWaitStrategy strategy = prepare(endless);
        Thread parked = start(() -> {
            DrainingWaitStrategy.register(() -> false, () -> 0);
            strategy.idle(LONG_IDLE);
        });
        await().until(() -> parked.getState() == Thread.State.TIMED_WAITING);
        parked.interrupt();
    }

    @Test
    void checksTheQueueOnceMoreBeforeItParks() throws InterruptedException {
        Map<String, Object> endless = Map.of(Config.TOPOLOGY_BOLT_WAIT_PROGRESSIVE_LEVEL3_SLEEP_MILLIS, ENDLESS_MILLIS);
        DrainingWaitStrategy strategy = prepare(endless);
        boolean[] announced = new boolean[2];
        start(() -> {
                    Waker waker = DrainingWaitStrategy.register(() -> false, () -> DrainingWaitStrategy.MAX_PARK_NANOS);
                    assertEquals(LONG_IDLE, strategy.idle(LONG_IDLE));
                    announced[0] = waker.prepareToPark(); // idle() has announced it and returned without parking
                    waker.wake();
                    announced[1] = waker.prepareToPark();
                })
                .join();
        assertTrue(announced[0]);
        assertFalse(announced[1]);
    }

    @Test
    void detectsThatStormHoldsTuplesBack() {
        assertTrue(WakerRegistry.deliversAtOnce(Map.of()));
        assertFalse(WakerRegistry.deliversAtOnce(Map.of(Config.TOPOLOGY_PRODUCER_BATCH_SIZE, 100)));
        assertFalse(WakerRegistry.deliversAtOnce(Map.of(Config.TOPOLOGY_TRANSFER_BATCH_SIZE, 2)));
    }

    @Test
    void knowsWhichTasksWakeTheirTargets() {
        WakerRegistry wakers = new WakerRegistry();
        wakers.declareWaking(1);
        wakers.declareWaking(2);
        assertTrue(wakers.areAllWaking(List.of(1, 2)));
        assertFalse(wakers.areAllWaking(List.of(1, 3)));
    }
}
