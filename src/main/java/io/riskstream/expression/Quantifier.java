package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/**
 * Code for {@code exists} and {@code all}. An error for one element does not matter if another element decides the result. An error in a filter or map
 * before them always does, so then the remaining elements are read too.
 */
final class Quantifier implements Code.BoolCode, Deciding {
    private final Elements elements;
    private final Code.BoolCode condition;
    private final int decisive;
    private final List<Deciding> inner;

    private Quantifier(Elements elements, Code.BoolCode condition, int decisive, List<Deciding> inner) {
        this.elements = elements;
        this.condition = condition;
        this.decisive = decisive;
        this.inner = inner;
    }

    /**
     * Creates the code of {@code exists}.
     *
     * @param inner the macros in the condition, and in the filters and maps before it
     */
    static Quantifier exists(Elements elements, Code.BoolCode condition, List<Deciding> inner) {
        return new Quantifier(elements, condition, TRUE, inner);
    }

    /** Creates the code of {@code all}. */
    static Quantifier all(Elements elements, Code.BoolCode condition, List<Deciding> inner) {
        return new Quantifier(elements, condition, FALSE, inner);
    }

    @Override
    public int test(Event event, EvaluationStatus status) {
        return elements instanceof Elements.OfList list
                ? testList(list.list(), list.origin(), event, status)
                : testChain(event, status);
    }

    /** Tests the elements without calls of {@link Elements}, which take half of the time. */
    private int testList(Code.ListCode list, CurrentElement element, Event event, EvaluationStatus status) {
        List<Object> all = list.value(event, status);
        if (status.takeFailure()) {
            return ERROR;
        }
        int result = 1 - decisive;
        int size = all.size();
        for (int i = 0; i < size; i++) {
            if (!status.step()) {
                status.takeFailure();
                return ERROR;
            }
            element.set(all.get(i), i);
            int x = condition.test(event, status);
            if (x == decisive) {
                return decisive;
            } else if (x > TRUE) {
                result = ERROR;
            }
        }
        return result;
    }

    private int testChain(Event event, EvaluationStatus status) {
        int result = 1 - decisive;
        if (elements.start(event, status)) {
            while (elements.next(event, status)) {
                int x = result == decisive ? decisive : condition.test(event, status);
                if (x == decisive) {
                    result = decisive;
                } else if (x > TRUE) {
                    result = ERROR;
                }
            }
        }
        return status.takeFailure() ? ERROR : result;
    }

    @Override
    public void explain(Event event, EvaluationStatus status, DecidingItems items) {
        status.beginSteps();
        int result = test(event, status);
        status.beginSteps();
        if (result == 1 - decisive || !elements.start(event, status)) {
            status.takeFailure();
            return; // all elements together decide, or there is no list
        }
        boolean any = false;
        while (!any && elements.next(event, status)) {
            int x = condition.test(event, status);
            any = result == decisive ? x == decisive : x > TRUE;
        }
        boolean failed = status.takeFailure(); // a filter or map fails for the current element
        if (any || failed) {
            Deciding.add(elements, inner, event, status, items);
        }
    }
}
