package io.riskstream.event;

import java.util.Iterator;
import java.util.List;

/** One or more events that travel together. */
public final class Batch implements Iterable<Event> {
    private final List<Event> events;

    public Batch(List<Event> events) {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a batch holds at least one event");
        }
        this.events = List.copyOf(events);
    }

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
