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
    private final List<Object> results = new ArrayList<>();

    private void listen() {
        promise.whenDone((outcome, failure) -> results.add(failure == null ? outcome : failure));
    }

    @Test
    void notifiesListenersAddedBeforeAndAfterCompletion() {
        listen();
        listen();
        promise.complete(Outcome.pass());
        listen();
        assertEquals(List.of(Outcome.pass(), Outcome.pass(), Outcome.pass()), results);
    }

    @Test
    void isCompletedOnce() {
        promise.complete(Outcome.drop("first"));
        promise.complete(Outcome.pass());
        promise.fail(new IllegalStateException());
        listen();
        assertEquals(List.of(Outcome.drop("first")), results);
    }

    @Test
    void treatsANullOutcomeAsAFailure() {
        listen();
        promise.complete(null);
        assertInstanceOf(NullPointerException.class, results.get(0));
    }

    @Test
    void completesAsAFutureDoes() {
        IllegalStateException failure = new IllegalStateException();
        for (CompletableFuture<Outcome> future : List.of(
                CompletableFuture.completedFuture(Outcome.pass()), CompletableFuture.<Outcome>failedFuture(failure))) {
            Outcome.Later later =
                    assertInstanceOf(Outcome.Later.class, Outcome.later(future, Duration.ofSeconds(1), Outcome::pass));
            later.outcome().whenDone((outcome, cause) -> results.add(cause == null ? outcome : cause));
        }
        assertEquals(Outcome.pass(), results.get(0));
        assertSame(failure, results.get(1));
    }

    @Test
    void notifiesEachListenerOnceUnderConcurrency() throws Exception {
        int rounds = 20_000;
        AtomicInteger calls = new AtomicInteger();
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
                            each.whenDone((outcome, failure) -> calls.incrementAndGet());
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
        assertEquals(2 * rounds, calls.get());
    }
}
