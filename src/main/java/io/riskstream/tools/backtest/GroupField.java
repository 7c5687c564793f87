package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.NullValue;
import java.util.OptionalInt;

/** The field by whose values events are compared in groups; {@code |year} and {@code |month} after its path cut an ISO 8601 date. */
final class GroupField {
    private static final String MISSING = "(missing)";
    private static final int YEAR = 4;
    private static final int MONTH = 7;

    private final String path;
    private final int length;
    private final OptionalInt slot;

    /** Creates a field, declared or not. */
    GroupField(String text, EventType type) {
        int bar = text.indexOf('|');
        String filter = bar < 0 ? "" : text.substring(bar + 1);
        this.path = bar < 0 ? text : text.substring(0, bar);
        this.length = switch (filter) {
            case "" -> Integer.MAX_VALUE;
            case "year" -> YEAR;
            case "month" -> MONTH;
            default ->
                throw new IllegalArgumentException(
                        "--by: unknown filter '" + filter + "' in '" + text + "'; expected |year or |month");
        };
        this.slot = type.find(path);
    }

    String of(Event event) {
        Object value;
        if (slot.isPresent()) {
            value = event.isPresent(slot.getAsInt()) ? event.values().object(slot.getAsInt()) : NullValue.NULL;
        } else {
            value = event.undeclared(path).orElse(NullValue.NULL);
        }
        if (value == NullValue.NULL) {
            return MISSING;
        }
        String text = value.toString();
        return text.length() <= length ? text : text.substring(0, length);
    }
}
