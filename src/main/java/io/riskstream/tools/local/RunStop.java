package io.riskstream.tools.local;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a run end in order when its process is asked to end, as by Ctrl-C: the process waits until the run has closed its servers and deleted their files, at most
 * {@value #PATIENCE_SECONDS} s.
 */
final class RunStop {
    /** The run ends before its result, because the process ends. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoppedException() {
            super("the run was stopped", null, false, false);
        }
    }

    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable atExit = this::requestAndWait;

    /** Begins to wait for the end of the process; {@link #end} must follow. */
    void begin() {
        ExitTasks.addRequest(atExit);
    }

    /** Ends the waiting: the run has closed everything. */
    void end() {
        ended.countDown();
        ExitTasks.remove(atExit);
    }

    private void requestAndWait() {
        requested.countDown();
        try {
            boolean unused = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the run if the process is asked to end. */
    void check() {
        if (requested.getCount() == 0) {
            throw new StoppedException();
        }
    }

    /** Returns when the process is asked to end. */
    void await() throws InterruptedException {
        requested.await();
    }
}
