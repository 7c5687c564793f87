package io.riskstream.tools.events;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import io.riskstream.parse.format.DateText;
import io.riskstream.parse.format.ValueFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Counts how many values of one field have its format, and which patterns they have if they are dates. */
final class FormatCount {
    /** A share of other values that is more than typing errors. */
    private static final double MANY = 0.05;
    /** With fewer values, that all days are at most 12 may be a coincidence. */
    private static final int ENOUGH = 30;

    private final String field;
    private final EventType type;
    private final ValueFormat format;
    private final Map<DateText, Integer> patterns = new LinkedHashMap<>();
    private final Map<DateText, Integer> exchanged = new LinkedHashMap<>();
    private final List<String> days = new ArrayList<>();
    private int values;
    private int others;

    FormatCount(String field, EventType type, ValueFormat format) {
        this.field = field;
        this.type = type;
        this.format = format;
        if (format instanceof DateText dates) {
            dates.split().forEach(pattern -> patterns.put(pattern, 0));
            dates.withDayAndMonthExchanged().forEach(pattern -> exchanged.put(pattern, 0));
        }
    }

    /** Adds the value of an event that is parsed without formats. */
    void add(Event event) {
        int slot = type.find(field).orElse(-1);
        FieldValues value = new FieldValues(1);
        if (slot >= 0 && event.isPresent(slot) && event.kind(slot) != ValueKind.NULL) {
            value.putAll(single(event.values(), slot), 0);
        } else if (member(event.undeclared(), field) instanceof String text) {
            value.setString(0, text);
        } else {
            return;
        }
        values++;
        count(value, patterns);
        count(value, exchanged);
        Optional<String> converted = convert(value, format);
        others += converted.isPresent() ? 0 : 1;
        if (!exchanged.isEmpty()) {
            converted
                    .map(text -> text.substring(8, 10))
                    .filter(day -> !days.contains(day))
                    .ifPresent(days::add);
        }
    }

    /** Returns the undeclared member with a dotted name; an empty map if there is none. */
    private static Object member(Map<?, ?> members, String name) {
        int dot = name.indexOf('.');
        Object outer = members.get(dot < 0 ? name : name.substring(0, dot));
        if (dot < 0) {
            return outer == null ? Map.of() : outer;
        }
        return outer instanceof Map<?, ?> inner ? member(inner, name.substring(dot + 1)) : Map.of();
    }

    private static FieldValues single(FieldValues all, int slot) {
        FieldValues value = new FieldValues(1);
        switch (all.kind(slot)) {
            case STRING -> value.setString(0, all.string(slot));
            case LONG -> value.setInteger(0, all.integer(slot));
            case DOUBLE -> value.setNumber(0, all.number(slot));
            case BOOLEAN -> value.setBool(0, all.bool(slot));
            case LIST -> value.setList(0, all.list(slot));
            case EMPTY_OBJECT -> value.setEmptyObject(0);
            case NULL, ABSENT -> throw new IllegalStateException("there is no value");
        }
        return value;
    }

    private static void count(FieldValues value, Map<DateText, Integer> counts) {
        counts.replaceAll((pattern, count) -> convert(value, pattern).isPresent() ? count + 1 : count);
    }

    private static Optional<String> convert(FieldValues value, ValueFormat to) {
        FieldValues copy = value.copy(1);
        return to.convert(copy, 0, FieldType.ANY) ? Optional.of(String.valueOf(copy.object(0))) : Optional.empty();
    }

    /** Returns what is probably wrong with the format; empty if nothing is. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (others > 0 && others >= MANY * values) {
            warnings.add(text(
                    "%,d of %,d values of '%s' %s not %s%s",
                    others, values, field, others == 1 ? "is" : "are", format.expected(), swapped()));
        } else if (others == 0 && values >= ENOUGH && days.size() > 1) {
            exchanged.forEach((pattern, count) -> {
                if (count == values && patterns.size() == 1) {
                    warnings.add(text(
                            "all %,d values of '%s' are both %s and %s; make sure that the sender writes the month where the pattern has it",
                            values, field, format.expected(), pattern.expected()));
                }
            });
        }
        patterns.forEach((pattern, count) -> {
            if (count == 0 && values > 0 && patterns.size() > 1) {
                warnings.add(text("no value of '%s' is %s", field, pattern.expected()));
            }
        });
        return warnings;
    }

    private String swapped() {
        return exchanged.entrySet().stream()
                .filter(entry -> entry.getValue() > values - others)
                .findFirst()
                .map(entry -> text(
                        "; %,d are %s, so day and month are probably exchanged, and the others are read wrong",
                        entry.getValue(), entry.getKey().expected()))
                .orElse("");
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
