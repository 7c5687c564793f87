package io.riskstream.stage;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The services that a stage may use: in a worker, or in a test, which sets the clock, provides records and keeps messages. Unless stated otherwise, call the
 * methods in {@link Stage#open} and keep what they return.
 */
public interface StageContext {
    /** Returns the name of the pipeline, as its Flux file gives it. */
    String pipeline();

    /** Returns the clock for times of day, by default that of the system. Safe for many threads. */
    default InstantSource clock() {
        return InstantSource.system();
    }

    /** Returns a monotonic clock in nanoseconds for durations, by default that of the JVM. Safe for many threads. */
    default LongSupplier ticker() {
        return System::nanoTime;
    }

    /** Returns the metrics of this task; by default, they are not kept. */
    default Metrics metrics() {
        return Metrics.none();
    }

    /**
     * Returns a secret, read again by each call. Stages use this instead of {@link Secret#resolve}, so that a test can set the secret.
     *
     * @throws RuntimeException if this worker does not have it; see {@link Secret#resolve}
     */
    default String secret(Secret secret) {
        return secret.resolve();
    }

    /**
     * Reports a problem to operators, in Storm UI and the log. Call it from any thread. Repetitions of one code are suppressed for 30 s, then counted in
     * the next report.
     *
     * @param code a stable code, such as {@code enrich.error}
     * @param message a sentence without values of events, which are personal data
     */
    void report(String code, String message);

    /** Returns a connection to a record store, for look-ups. The context closes it after the stage. A test reads from a map instead. */
    Records records(RecordStore store);

    /** Returns a connection to a store of histories. The context closes it after the stage. A test keeps the histories in a map instead. */
    Histories histories(HistoryStore store);

    /** Returns a connection to a store of schemas, for parsers. The context closes it after the stage. A test sets the schemas instead. */
    Schemas schemas(SchemaStore store);

    /**
     * Returns a connection to a log of releases. The caller closes it, since it belongs to an object that several stages share. A test sets the entries
     * instead.
     */
    ReleaseLog releases(ReleaseStore store);

    /** Returns a connection to a sink. The context closes it after the stage. A test keeps the messages instead. */
    Publisher publisher(Sink sink);

    /**
     * Returns the object of this name in this worker. The first caller creates it; the context closes it after the last stage that requested it. So several
     * tasks of one worker share a client or a cache. The object must be safe for many threads.
     *
     * @param name unique in the topology: the name of the class, and what distinguishes two objects of the class
     * @param factory creates the object; called while others that request the name wait
     */
    <T extends AutoCloseable> T shared(String name, Supplier<T> factory);
}
