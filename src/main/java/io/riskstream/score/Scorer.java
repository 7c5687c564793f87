package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Verdict;
import java.io.Serializable;
import java.util.List;

/** A way to score events: what {@link Score} is given. It is whole and checked when it is built, and travels with the stage. */
public interface Scorer extends Serializable {
    /** The events it was checked against. */
    EventType eventType();

    /** Paths of the fields it reads. */
    List<String> reads();

    /** Ids of its parts that may fail on an event alone, such as rules: the only ones a verdict may name as unevaluated. */
    List<String> parts();

    /** Likewise the parts that the verdict's shadow may name; none if there is no shadow. */
    default List<String> shadowParts() {
        return List.of();
    }

    /** Compiles it, for one thread. */
    Scoring open();

    /** A scorer at work; called by one thread. */
    @FunctionalInterface
    interface Scoring {
        Verdict score(Event event);
    }
}
