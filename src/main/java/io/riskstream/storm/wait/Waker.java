package io.riskstream.storm.wait;

import java.util.concurrent.locks.LockSupport;

/**
 * What wakes an executor that has nothing to do. Storm puts tuples into an executor's queue without a word to its thread; whoever puts one there
 * can ring, after that.
 *
 * <p>No tuple is left lying: the executor first says that it is about to sleep, then looks into its queue once more, and only then sleeps; and who
 * rings has put the tuple there before it looks whether anyone sleeps.
 */
public final class Waker {
    private final Thread executor = Thread.currentThread();
    private volatile boolean asleep;

    /** Says that the executor will sleep, unless it finds something in its queue now; answers whether that was said before. */
    boolean lieDown() {
        boolean before = asleep;
        asleep = true;
        return before;
    }

    /** The executor is busy, and looks into its queue by itself. */
    void getUp() {
        if (asleep) {
            asleep = false;
        }
    }

    /** Wakes the executor if it sleeps. A fence must stand between the tuple and this. */
    void ring() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(executor);
        }
    }

    boolean isForLivingExecutor() {
        return executor.isAlive();
    }
}
