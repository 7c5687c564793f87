package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/** Code for {@code size} of a chain of filters and maps, and for {@code exists_one}. An error for one element is an error of the whole. */
final class Counting implements Code.IntCode, Code.BoolCode, Deciding {
    private final Elements elements;
    private final List<Deciding> inner;

    /**
     * Creates the code.
     *
     * @param inner the macros in the filters and maps
     */
    Counting(Elements elements, List<Deciding> inner) {
        this.elements = elements;
        this.inner = inner;
    }

    /** Returns how many elements there are. */
    @Override
    public long value(Event event, EvaluationStatus status) {
        long count = 0;
        if (elements.start(event, status)) {
            while (elements.next(event, status)) {
                count++;
            }
        }
        return status.raised() ? 0 : count;
    }

    /** True if there is one element. */
    @Override
    public int test(Event event, EvaluationStatus status) {
        long count = value(event, status);
        return status.takeFailure() ? ERROR : Code.BoolCode.of(count == 1);
    }

    @Override
    public void explain(Event event, EvaluationStatus status, DecidingItems items) {
        Aggregate.explainEach(elements, inner, event, status, items);
    }
}
