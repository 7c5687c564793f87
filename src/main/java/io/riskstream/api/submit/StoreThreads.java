package io.riskstream.api.submit;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * The threads that call the store of idempotency keys, whose calls block. So no thread of the server waits for the store, and requests without a key are not
 * delayed by it.
 */
final class StoreThreads implements AutoCloseable {
    private static final int THREADS = 16;
    /** With 0.2 ms a call, they wait for 13 ms. */
    static final int MAX_WAITING = 1_000;

    private final Semaphore places = new Semaphore(MAX_WAITING);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "idempotency");
        thread.setDaemon(true);
        return thread;
    });

    /** Returns what runs the first calls of a request. It rejects them while {@value #MAX_WAITING} requests wait for a thread. */
    Executor arriving() {
        return task -> {
            if (!places.tryAcquire()) {
                throw new RejectedExecutionException("too many requests wait");
            }
            threads.execute(() -> {
                places.release();
                task.run();
            });
        };
    }

    /** Returns what runs the calls that follow an acknowledgement of Kafka. It rejects none before {@link #close}. */
    Executor following() {
        return threads;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
