package io.riskstream.runner;

import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * An input of a {@link StageRunner}: the number of its events that are still in the stages, and the events that have left and must be emitted. The
 * code that takes it from {@link StageRunner#pollReady} emits the events and clears the three lists.
 *
 * @param <T> the caller's own object, such as the tuple that the events came in
 */
public final class PendingInput<T> {
    private final T anchor;
    private final List<Event> passed = new ArrayList<>(1);
    private final List<Event> rejected = new ArrayList<>(0);
    private final List<Event> dropped = new ArrayList<>(0);
    int inStages;
    boolean isReady;

    PendingInput(T anchor, int events) {
        this.anchor = anchor;
        this.inStages = events;
    }

    /** Returns the object passed to {@link StageRunner#accept}. */
    public T anchor() {
        return anchor;
    }

    /** Returns the events that passed all stages since the input was last taken. */
    public List<Event> passed() {
        return passed;
    }

    /** Returns the events that a stage rejected since the input was last taken. */
    public List<Event> rejected() {
        return rejected;
    }

    /** Returns the events that a stage dropped since the input was last taken. */
    public List<Event> dropped() {
        return dropped;
    }

    /** True if no event of the input is still in the stages. */
    public boolean isFinished() {
        return inStages == 0;
    }
}
