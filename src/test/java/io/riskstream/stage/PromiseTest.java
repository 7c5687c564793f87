package io.riskstream.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PromiseTest {
    private final Promise promise = new Promise();
    private final List<Object> told = new ArrayList<>();

    private void listen() {
        promise.whenDone((outcome, failure) -> told.add(failure == null ? outcome : failure));
    }

    @Test
    void tellsWhoAskedBeforeAndWhoAsksAfter() {
        listen();
        listen();
        promise.complete(Outcome.pass());
        listen();
        assertEquals(List.of(Outcome.pass(), Outcome.pass(), Outcome.pass()), told);
    }

    @Test
    void isCompletedOnce() {
        promise.complete(Outcome.drop("first"));
        promise.complete(Outcome.pass());
        promise.fail(new IllegalStateException());
        listen();
        assertEquals(List.of(Outcome.drop("first")), told);
    }

    @Test
    void noOutcomeIsAFailure() {
        listen();
        promise.complete(null);
        assertInstanceOf(NullPointerException.class, told.get(0));
    }

    @Test
    void keepsToWhatAFutureComesTo() {
        IllegalStateException failure = new IllegalStateException();
        for (CompletableFuture<Outcome> future : List.of(
                CompletableFuture.completedFuture(Outcome.pass()), CompletableFuture.<Outcome>failedFuture(failure))) {
            Outcome.Later later =
                    assertInstanceOf(Outcome.Later.class, Outcome.later(future, Duration.ofSeconds(1), Outcome::pass));
            later.outcome().whenDone((outcome, why) -> told.add(why == null ? outcome : why));
        }
        assertEquals(Outcome.pass(), told.get(0));
        assertSame(failure, told.get(1));
    }

    @Test
    void whoeverIsFirstEachIsToldOnce() throws Exception {
        int rounds = 20_000;
        AtomicInteger tells = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(3);
        Promise[] promises = new Promise[rounds];
        for (int i = 0; i < rounds; i++) {
            promises[i] = new Promise();
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                boolean completes = thread == 0;
                done.add(threads.submit(() -> {
                    start.await();
                    for (Promise each : promises) {
                        if (completes) {
                            each.complete(Outcome.pass());
                        } else {
                            each.whenDone((outcome, failure) -> tells.incrementAndGet());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(2 * rounds, tells.get());
    }
}
