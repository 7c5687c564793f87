package io.riskstream.stage;

import io.riskstream.event.Event;
import java.io.Serializable;

/**
 * One step of a pipeline: a plain object from event to outcome that knows nothing of Storm.
 *
 * <p>A stage is built by whoever submits the topology, serialised, and opened once in each task. All calls of one instance come from one
 * thread. What it holds must be serialisable; what it compiles or connects to is made in {@link #open}.
 */
public interface Stage extends Serializable {
    /** What this stage reads, adds and may answer: for checks, pictures and the reference page. */
    StageSpec spec();

    /** Gets ready to work. An exception here stops the worker: it is for faults in the environment, such as a secret that is not there. */
    default void open(StageContext context) {}

    /** Judges one event. It must not block; see {@link Outcome.Later}. What it throws is taken for a bug, and rejects the event. */
    Outcome apply(Event event);

    /** Lets go of what {@link #open} took. */
    default void close() {}
}
