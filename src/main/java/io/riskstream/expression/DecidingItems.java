package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the elements of lists that decided the result of an expression, by path: {@code lines.1.amount}. */
final class DecidingItems {
    private final Map<String, Optional<Object>> values = new LinkedHashMap<>();

    private DecidingItems() {}

    /** Returns the values of the elements that decide these functions, by path. */
    static Map<String, Optional<Object>> of(List<Deciding> functions, Event event, EvaluationStatus status) {
        DecidingItems items = new DecidingItems();
        functions.forEach(function -> function.explain(event, status, items));
        return items.values;
    }

    /** Adds the members of the element that the expression reads; the element itself if it is not an object. */
    void add(CurrentElement element) {
        String path = element.path();
        if (path.isEmpty()) {
            return; // a list of literals, or no element
        }
        if (!element.isItem()) {
            values.put(path, Optional.of(element.value()));
            return;
        }
        FieldValues members = element.members();
        element.reads().forEach((member, slot) -> {
            boolean present = element.kind(slot) != ValueKind.ABSENT;
            values.put(path + "." + member, present ? Optional.of(members.object(slot)) : Optional.empty());
        });
    }
}
