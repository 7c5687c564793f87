package io.riskstream.stage;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All that a stage may know of the world it runs in: in a worker, or in a test that plays the world. */
public interface StageContext {
    /** The pipeline's name, as in its Flux file. */
    String pipeline();

    /** The time of day. */
    InstantSource clock();

    /** A clock that only goes forward, in nanoseconds: for durations. */
    LongSupplier ticker();

    Metrics metrics();

    /**
     * Returns a secret, read again by each call. Stages use this instead of {@link Secret#resolve}, so that a test can set the secret.
     *
     * @throws RuntimeException if this worker does not have it; see {@link Secret#resolve}
     */
    default String secret(Secret secret) {
        return secret.resolve();
    }

    /**
     * Tells whoever watches that something is wrong, in Storm UI and the log; repeats of the same code are held back for a while.
     *
     * @param message without values of events, which are personal data
     */
    void report(String code, String message);

    /** Look-ups in this store; a test answers from a map. Closed with the stage. */
    Records records(RecordStore store);

    /** Publishing to this sink; a test keeps the messages. Closed with the stage. */
    Publisher publisher(Sink sink);

    /**
     * The one object of this name in this worker, made by the first stage that asks, and closed after the last one that asked.
     *
     * @param name unique in the topology, such as the class and what tells two of them apart
     */
    <T extends AutoCloseable> T shared(String name, Supplier<T> factory);
}
