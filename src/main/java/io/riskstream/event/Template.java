package io.riskstream.event;

import io.riskstream.event.ParsedTemplate.Placeholder;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A text with placeholders for an event's fields, such as {@code weather:{state}:{dateOfLoss|date}}: the key of a look-up, a topic, or the key of a
 * message. A placeholder may convert its value, see {@link Conversion}: {@code |date}, {@code |month} and {@code |year} take the first 10, 7 and 4
 * characters of an ISO 8601 date or date-time; {@code |lower} and {@code |upper} change case.
 */
public final class Template {
    /** Appends the value of one placeholder. Returns false if the event does not have the value; the appended text is then incomplete. */
    @FunctionalInterface
    private interface ValueAppender {
        boolean append(Event event, StringBuilder to);
    }

    private final ParsedTemplate parsed;
    private final String[] literals;
    private final ValueAppender[] values;

    private Template(ParsedTemplate parsed, ValueAppender[] values) {
        this.parsed = parsed;
        this.literals = parsed.literals().toArray(String[]::new);
        this.values = values;
    }

    /**
     * Compiles a template over the fields of an event.
     *
     * @throws ConfigurationException if a brace is not closed or not opened, a field or a conversion is unknown, or a conversion takes a date
     *     from a field that is not a string
     */
    public static Template of(String text, EventType type) {
        return of(text, type, Map.of());
    }

    /**
     * Compiles a template over the fields of an event and other names. The other names take precedence over fields.
     *
     * @param others returns the value of a further name
     * @throws ConfigurationException as {@link #of(String, EventType)} does
     */
    public static Template of(String text, EventType type, Map<String, Function<Event, Optional<String>>> others) {
        ParsedTemplate parsed = ParsedTemplate.of(text);
        ValueAppender[] values = parsed.placeholders().stream()
                .map(placeholder -> {
                    Function<Event, Optional<String>> other = others.get(placeholder.name());
                    return other == null
                            ? field(text, placeholder, type, others)
                            : other(other, placeholder.conversion());
                })
                .toArray(ValueAppender[]::new);
        return new Template(parsed, values);
    }

    private static ValueAppender other(Function<Event, Optional<String>> value, Conversion conversion) {
        return (event, to) -> {
            Optional<String> present = value.apply(event);
            return present.isPresent() && conversion.append(present.get(), to);
        };
    }

    private static ValueAppender field(
            String text,
            Placeholder placeholder,
            EventType type,
            Map<String, Function<Event, Optional<String>>> others) {
        String name = placeholder.name();
        Conversion conversion = placeholder.conversion();
        if (type.find(name).isEmpty()) {
            List<String> known = new ArrayList<>(others.keySet());
            type.fields().forEach(field -> known.add(field.path()));
            throw new ConfigurationException(
                    problem(text, name, "no field '" + name + "' in the event").withHint(Nearest.hint(name, known)));
        }
        int slot = type.slot(name);
        FieldType fieldType = type.field(slot).type();
        if (conversion.takesDate() && fieldType != FieldType.STRING && fieldType != FieldType.ANY) {
            throw new ConfigurationException(problem(
                    text,
                    name,
                    "'|" + conversion.name().toLowerCase(Locale.ROOT) + "' takes a date, and field '" + name
                            + "' is of type " + fieldType.name().toLowerCase(Locale.ROOT)));
        }
        if (conversion == Conversion.NONE) {
            return (event, to) -> append(event, slot, to);
        }
        return (event, to) -> {
            if (event.kind(slot) == ValueKind.STRING) {
                return conversion.append(event.string(slot), to);
            }
            StringBuilder whole = new StringBuilder();
            return append(event, slot, whole) && conversion.append(whole.toString(), to);
        };
    }

    private static ConfigurationProblem problem(String text, String value, String message) {
        return ConfigurationProblem.ofOption("template '" + text + "'", "", value, message);
    }

    private static boolean append(Event event, int slot, StringBuilder to) {
        switch (event.kind(slot)) {
            case STRING -> to.append(event.string(slot));
            case LONG -> to.append(event.integer(slot));
            case DOUBLE -> to.append(event.number(slot));
            case BOOLEAN -> to.append(event.bool(slot));
            case ABSENT, NULL, EMPTY_OBJECT, LIST -> {
                return false;
            }
        }
        return true;
    }

    /** Returns the names of the placeholders, in order. */
    public List<String> names() {
        return parsed.placeholders().stream().map(Placeholder::name).toList();
    }

    /** Returns the filled text; empty if the event lacks one of the values. */
    public Optional<String> fill(Event event) {
        if (values.length == 0) {
            return Optional.of(parsed.text());
        }
        StringBuilder filled = new StringBuilder(parsed.text().length() + 16);
        return fill(event, filled) ? Optional.of(filled.toString()) : Optional.empty();
    }

    /**
     * Appends the filled text without creating a string.
     *
     * @return true if the event has all values; if false, the appended text is incomplete and must not be used
     */
    public boolean fill(Event event, StringBuilder to) {
        for (int i = 0; i < values.length; i++) {
            to.append(literals[i]);
            if (!values[i].append(event, to)) {
                return false;
            }
        }
        to.append(literals[values.length]);
        return true;
    }

    /** Returns the template as written. */
    @Override
    public String toString() {
        return parsed.text();
    }
}
