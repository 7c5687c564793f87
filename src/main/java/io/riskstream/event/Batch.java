package io.riskstream.event;

import java.util.Iterator;
import java.util.List;

/** One or more events that one tuple carries and that a {@link io.riskstream.stage.BatchStage} processes together. Immutable. */
public final class Batch implements Iterable<Event> {
    private final List<Event> events;

    /**
     * Creates a batch.
     *
     * @param events at least one
     */
    public Batch(List<Event> events) {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a batch must have at least one event");
        }
        this.events = List.copyOf(events);
    }

    /** Returns a batch of one event. */
    public static Batch of(Event event) {
        return new Batch(List.of(event));
    }

    public int size() {
        return events.size();
    }

    public Event get(int index) {
        return events.get(index);
    }

    public List<Event> events() {
        return events;
    }

    @Override
    public Iterator<Event> iterator() {
        return events.iterator();
    }

    @Override
    public String toString() {
        return "Batch[" + events.size() + "]";
    }
}
