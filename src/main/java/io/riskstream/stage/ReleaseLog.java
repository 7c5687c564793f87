package io.riskstream.stage;

/**
 * A connection to a {@link ReleaseStore}: an ordered log that every worker reads from its beginning, and to which each worker reports what it runs. Safe
 * for many threads.
 */
public interface ReleaseLog extends AutoCloseable {
    /**
     * An entry of the log.
     *
     * @param offset the position, which grows with each entry
     * @param timestamp when the log accepted the entry, in milliseconds since 1970
     * @param key the key, in UTF-8; empty for none
     * @param value the content; its bytes are shared, not copied
     */
    record Entry(long offset, long timestamp, String key, byte[] value) {}

    /** Receives the entries, on one thread, in the order of the log. It must not block. */
    interface Follower {
        /** Called once for each entry. */
        void entry(Entry entry);

        /** Called once, after the entries that the log contained when the connection reached it. */
        void caughtUp();
    }

    /** Begins to pass on the entries, from the first of the log to those that are added later. May be called once. */
    void follow(Follower follower);

    /**
     * Reports the state of this worker. Each report replaces the last one, and is repeated at intervals, so that others know which workers run. It never
     * blocks.
     *
     * @param key the name of the worker
     * @param value the state
     */
    void report(String key, byte[] value);

    @Override
    void close();
}
