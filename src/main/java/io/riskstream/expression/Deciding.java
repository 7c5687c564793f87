package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/** A function over the elements of a list, such as {@code exists}, that can name the elements that decided its last result. */
interface Deciding {
    /** Evaluates the function again, and adds the elements that decide its result. Not for the hot path. */
    void explain(Event event, EvaluationStatus status, DecidingItems items);

    /** Adds the current element, and the elements that decide the macros inside. */
    static void add(
            Elements elements, List<Deciding> inner, Event event, EvaluationStatus status, DecidingItems items) {
        items.add(elements.origin());
        for (Deciding each : inner) {
            each.explain(event, status, items);
        }
    }
}
