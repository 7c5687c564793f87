package io.riskstream.stage;

import io.riskstream.event.Event;
import java.io.Serializable;

/**
 * One step of a pipeline: an object that takes an event and returns an outcome. It does not depend on Storm.
 *
 * <p><b>Life cycle.</b> The submitter of the topology creates the stage from its Flux file and serializes it. Each task of the bolt deserializes its
 * own copy, calls {@link #open} once, then {@link #apply} for each event, and {@link #close} when the worker shuts down. So the fields of a stage
 * must be serializable or {@code transient}; {@code open} creates what cannot be serialized: connections, compiled rules, counters.
 *
 * <p><b>Threads.</b> The executor's thread makes all calls to a copy, except {@link #close}, which follows after that thread has ended. So a stage needs no locks for its own state. Only the completion of a pending
 * outcome may come from another thread. Several tasks may run in one worker: static state is shared between them.
 *
 * <p><b>Errors.</b> A stage reports a wrong event with {@link Outcome#reject}, and a temporary failure with {@link Outcome#retry}. An exception from
 * {@code apply} is treated as a bug of the stage: the event is rejected with the code {@code internal}, and the worker continues.
 *
 * <p><b>Cost.</b> The executor calls {@code apply} for each event, up to some 200,000 times a second, so resolve names into slots in {@code open}, and do
 * not block, log or use regular expressions in {@code apply}.
 */
public interface Stage extends Serializable {
    /**
     * Returns the name of this stage, the fields that it reads and adds, and the outcomes that it may return. {@code check}, the graph and the reference
     * page use it before {@code open}; the bolt calls it again after {@code open}.
     */
    StageSpec spec();

    /**
     * Prepares this copy of the stage for work, once per task, on the thread that will call {@link #apply}. An exception stops the worker. Throw one
     * only for an error in the environment, such as a missing secret; wrong options are errors of the constructor, which the submitter sees.
     */
    default void open(StageContext context) {}

    /**
     * Processes one event. It must not block: return {@link Outcome#later} for work that takes long.
     *
     * @return not null
     */
    Outcome apply(Event event);

    /** Releases what {@link #open} created itself. The context closes the connections and shared objects that it returned. */
    default void close() {}
}
