package io.riskstream.cluster;

/** Work on a daemon thread of its own, which goes on until {@link #close}. A failure ends it, and is reported by {@link #check}. */
final class BackgroundWork implements AutoCloseable {
    /** Work that ends soon after {@link #isStopped} is true. */
    interface Work {
        void run() throws Exception;
    }

    private final String problem;
    private final Work work;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile Throwable failure;

    /**
     * Creates work that is not started.
     *
     * @param problem what a failure means, for its message
     */
    BackgroundWork(String threadName, String problem, Work work) {
        this.problem = problem;
        this.work = work;
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            work.run();
        } catch (Exception e) {
            failure = e;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** Records a failure of the work on another thread. */
    void failed(Throwable cause) {
        failure = cause;
    }

    /** Fails if the work has failed. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException(problem + ": " + failure, failure);
        }
    }

    /** Stops the work, and returns when it has ended. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
