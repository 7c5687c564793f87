package io.riskstream.storm.wait;

import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a parked executor thread. Storm adds tuples to an executor's queue without a signal to its thread; code that emits a tuple calls {@link #wake}
 * afterwards.
 *
 * <p>No wake-up is lost. The executor first announces that it will park, then checks its queue once more, and parks only if the queue is still empty.
 * The emitting thread adds the tuple before it checks whether the executor has announced this.
 */
public final class Waker {
    private final Thread executor = Thread.currentThread();
    private volatile boolean parking;

    /**
     * Announces that the executor will park unless it finds a tuple in its queue now. Returns true if it has already announced it, and so has
     * checked its queue since.
     */
    boolean prepareToPark() {
        boolean before = parking;
        parking = true;
        return before;
    }

    /** Withdraws the announcement: the executor is active and checks its queue without a wake-up. */
    void cancelPark() {
        if (parking) {
            parking = false;
        }
    }

    /** Wakes the executor if it has announced that it will park. The caller needs a memory fence between the emit and this call. */
    void wake() {
        if (parking) {
            parking = false;
            LockSupport.unpark(executor);
        }
    }

    boolean isExecutorAlive() {
        return executor.isAlive();
    }
}
