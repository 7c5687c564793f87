package io.riskstream.tools.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the events with the highest scores of a run. */
final class HighestScores {
    private static final int MAX_EVENTS = 10;

    private final PriorityQueue<ScoredEvent> events =
            new PriorityQueue<>(Comparator.comparingDouble(ScoredEvent::score));

    void add(ScoredEvent event) {
        events.add(event);
        if (events.size() > MAX_EVENTS) {
            events.remove();
        }
    }

    /** Returns the events in descending order of their scores. */
    List<ScoredEvent> sorted() {
        List<ScoredEvent> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingDouble(ScoredEvent::score).reversed().thenComparing(ScoredEvent::id));
        return sorted;
    }
}
