package io.riskstream.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchPromiseTest {
    private static final class TestPromise extends BatchPromise {
        TestPromise() {
            super(Duration.ofSeconds(1));
        }

        @Override
        public Outcome late(int index) {
            return Outcome.drop("late");
        }
    }

    private final BatchPromise promise = new TestPromise();
    private final AtomicInteger notified = new AtomicInteger();

    @Test
    void notifiesOnceUntilTheCompletionsAreTaken() {
        promise.listen(notified::incrementAndGet);
        assertTrue(promise.pass(0));
        assertFalse(promise.pass(62));
        assertEquals(1, notified.get());
        assertEquals(1 | 1L << 62, promise.take());
        assertEquals(0, promise.take());
        assertTrue(promise.pass(3));
        assertEquals(2, notified.get());
        assertEquals(1 << 3, promise.take());
    }

    @Test
    void notifiesAListenerOfEarlierCompletions() {
        assertFalse(promise.pass(1), "no listener yet");
        promise.listen(notified::incrementAndGet);
        promise.pass(2);
        assertEquals(1, notified.get());
        assertEquals(0b110, promise.take());
    }

    @Test
    void keepsTheFirstOutcomeOrFailureOfEachEvent() {
        IllegalStateException failure = new IllegalStateException();
        promise.complete(0, Outcome.drop("first"));
        promise.complete(0, Outcome.drop("second"));
        promise.pass(1);
        promise.fail(2, failure);
        promise.complete(3, null);
        assertEquals(0b1111, promise.take());
        assertEquals(Outcome.drop("first"), promise.outcome(0));
        assertEquals(Outcome.pass(), promise.outcome(1));
        assertNull(promise.failure(1));
        assertNull(promise.outcome(2));
        assertSame(failure, promise.failure(2));
        assertInstanceOf(NullPointerException.class, promise.failure(3));
    }

    @Test
    void refusesADeadlineThatNoLaterOutcomeMayHave() {
        for (Duration deadline : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(2))) {
            assertThrows(IllegalArgumentException.class, () -> new BatchPromise(deadline) {
                @Override
                public Outcome late(int index) {
                    return Outcome.pass();
                }
            });
        }
    }

    @Test
    void losesAndDuplicatesNoCompletionUnderConcurrency() throws Exception {
        int rounds = 2_000;
        List<BatchPromise> promises = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            promises.add(new TestPromise());
        }
        int threadCount = 3;
        CyclicBarrier start = new CyclicBarrier(threadCount + 1);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threadCount; thread++) {
                int first = thread;
                done.add(threads.submit(() -> {
                    start.await();
                    for (BatchPromise each : promises) {
                        for (int index = first; index < BatchPromise.MAX_EVENTS; index += threadCount) {
                            each.complete(index, Outcome.drop(Integer.toString(index)));
                        }
                    }
                    return null;
                }));
            }
            start.await();
            long[] taken = new long[rounds];
            AtomicInteger[] pending = new AtomicInteger[rounds];
            for (int i = 0; i < rounds; i++) {
                AtomicInteger count = new AtomicInteger();
                pending[i] = count;
                promises.get(i).listen(count::incrementAndGet);
            }
            for (int i = 0; i < rounds; i++) {
                while (taken[i] != (1L << BatchPromise.MAX_EVENTS) - 1) {
                    if (pending[i].get() == 0) {
                        Thread.onSpinWait();
                        continue;
                    }
                    assertEquals(1, pending[i].getAndSet(0), "notified once before each take");
                    long more = promises.get(i).take();
                    assertEquals(0, taken[i] & more);
                    for (long rest = more; rest != 0; rest &= rest - 1) {
                        int index = Long.numberOfTrailingZeros(rest);
                        assertEquals(
                                Outcome.drop(Integer.toString(index)),
                                promises.get(i).outcome(index));
                    }
                    taken[i] |= more;
                }
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
