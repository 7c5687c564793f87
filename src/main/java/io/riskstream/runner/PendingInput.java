package io.riskstream.runner;

import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * An input of a {@link StageRunner}: how many of its events have not left the stages yet, and those that have left and are to be sent on. Whoever takes
 * it from {@link StageRunner#pollReady} sends the events on and clears the three lists.
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

    /** As given to {@link StageRunner#accept}. */
    public T anchor() {
        return anchor;
    }

    /** Events that passed all stages since the input was last taken. */
    public List<Event> passed() {
        return passed;
    }

    /** Events that a stage rejected since the input was last taken. */
    public List<Event> rejected() {
        return rejected;
    }

    /** Events that a stage dropped since the input was last taken. */
    public List<Event> dropped() {
        return dropped;
    }

    /** True if no event of the input is in the stages any longer. */
    public boolean isFinished() {
        return inStages == 0;
    }
}
