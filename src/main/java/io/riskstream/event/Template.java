package io.riskstream.event;

import io.riskstream.event.ParsedTemplate.Placeholder;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import io.riskstream.text.UnicodeText;
import java.math.BigDecimal;
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
    /** Each whole number up to this one is a double of its own. */
    private static final long MAX_EXACT = 1L << 53;
    /** The limits of numbers that are written without an exponent. */
    private static final double MIN_PLAIN = 1e-21;

    private static final double MAX_PLAIN = 1e21;

    /**
     * Why an event's values do not fill a template.
     *
     * @param missing true if the event has no value for a placeholder; false if it has one that cannot be used
     * @param message a clause that names the field, without the value
     */
    public record Problem(boolean missing, String message) {}

    /** The value of one placeholder. */
    private interface Value {
        /** Returns the kind of the value. */
        ValueKind kind(Event event);

        /** Appends the converted value. Returns false if the event does not have the value or it cannot be converted; the appended text is then incomplete. */
        boolean append(Event event, StringBuilder to);
    }

    private record PlainField(int slot) implements Value {
        @Override
        public ValueKind kind(Event event) {
            return event.kind(slot);
        }

        @Override
        public boolean append(Event event, StringBuilder to) {
            return appendValue(event, slot, to);
        }
    }

    private record ConvertedField(int slot, Conversion conversion) implements Value {
        @Override
        public ValueKind kind(Event event) {
            return event.kind(slot);
        }

        @Override
        public boolean append(Event event, StringBuilder to) {
            if (event.kind(slot) == ValueKind.STRING) {
                return conversion.append(event.string(slot), to);
            }
            StringBuilder whole = new StringBuilder();
            return appendValue(event, slot, whole) && conversion.append(whole.toString(), to);
        }
    }

    private record OtherValue(Function<Event, Optional<String>> value, Conversion conversion) implements Value {
        @Override
        public ValueKind kind(Event event) {
            return value.apply(event).isPresent() ? ValueKind.STRING : ValueKind.ABSENT;
        }

        @Override
        public boolean append(Event event, StringBuilder to) {
            Optional<String> present = value.apply(event);
            return present.isPresent() && conversion.append(present.get(), to);
        }
    }

    private final ParsedTemplate parsed;
    private final KeyFormat format;
    private final boolean escapes;
    private final String[] literals;
    private final Value[] values;

    private Template(ParsedTemplate parsed, KeyFormat format, Value[] values) {
        this.parsed = parsed;
        this.format = format;
        this.escapes = format.escapes();
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
        return of(text, type, others, KeyEscape.NONE);
    }

    /**
     * Compiles the template of a key.
     *
     * @throws ConfigurationException as {@link #of(String, EventType)} does; with {@link KeyEscape#SEPARATORS} also if no text separates two placeholders
     */
    public static Template ofKey(
            String text, EventType type, Map<String, Function<Event, Optional<String>>> others, KeyEscape escape) {
        Template template = of(text, type, others, escape);
        template.format.checkUnambiguous();
        return template;
    }

    private static Template of(
            String text, EventType type, Map<String, Function<Event, Optional<String>>> others, KeyEscape escape) {
        ParsedTemplate parsed = ParsedTemplate.of(text);
        Value[] values = parsed.placeholders().stream()
                .map(placeholder -> {
                    Function<Event, Optional<String>> other = others.get(placeholder.name());
                    return other == null
                            ? field(text, placeholder, type, others)
                            : new OtherValue(other, placeholder.conversion());
                })
                .toArray(Value[]::new);
        return new Template(parsed, KeyFormat.of(parsed, escape), values);
    }

    private static Value field(
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
        return conversion == Conversion.NONE ? new PlainField(slot) : new ConvertedField(slot, conversion);
    }

    private static ConfigurationProblem problem(String text, String value, String message) {
        return ConfigurationProblem.ofOption("template '" + text + "'", "", value, message);
    }

    /**
     * Appends a number as a reference file has it: a whole number without a decimal point, and without an exponent unless the number is extremely large or
     * small.
     */
    private static void appendNumber(double number, StringBuilder to) {
        long whole = (long) number;
        if (whole == number && Math.abs(whole) <= MAX_EXACT) {
            to.append(whole);
        } else {
            double size = Math.abs(number);
            boolean isPlain = size >= MIN_PLAIN && size < MAX_PLAIN;
            to.append(isPlain ? plain(number) : Double.toString(number));
        }
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static boolean appendValue(Event event, int slot, StringBuilder to) {
        switch (event.kind(slot)) {
            case STRING -> to.append(event.string(slot));
            case LONG -> to.append(event.integer(slot));
            case DOUBLE -> appendNumber(event.number(slot), to);
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
            int start = to.length();
            if (!values[i].append(event, to)) {
                return false;
            }
            if (escapes) {
                format.escape(to, start);
            }
        }
        to.append(literals[values.length]);
        return true;
    }

    /** Returns the rule by which the values become the filled text. */
    public KeyFormat format() {
        return format;
    }

    /**
     * Appends the converted value of one placeholder, not escaped.
     *
     * @return false if the event does not have the value or it cannot be converted; the appended text is then incomplete
     */
    public boolean appendValue(int placeholder, Event event, StringBuilder to) {
        return values[placeholder].append(event, to);
    }

    /**
     * Returns why the event's values do not fill the template, or would fill it with a text that UTF-8 cannot represent; empty if they fill it. It checks
     * every character, so call it only where {@link #fill} has failed or a request follows.
     */
    public Optional<Problem> problem(Event event) {
        for (int i = 0; i < values.length; i++) {
            Placeholder placeholder = parsed.placeholders().get(i);
            String name = "'" + placeholder.name() + "'";
            switch (values[i].kind(event)) {
                case ABSENT, NULL -> {
                    return Optional.of(new Problem(true, "the event has no value for " + name));
                }
                case LIST, EMPTY_OBJECT -> {
                    return Optional.of(new Problem(false, "the value of " + name + " is a list or an object"));
                }
                case STRING, LONG, DOUBLE, BOOLEAN -> {}
            }
            StringBuilder converted = new StringBuilder();
            if (!values[i].append(event, converted) || !placeholder.conversion().isDatePart(converted)) {
                return Optional.of(new Problem(
                        false,
                        "the value of " + name + " does not begin with a date such as 2004-09-16, which '|"
                                + placeholder.conversion().name().toLowerCase(Locale.ROOT) + "' needs"));
            }
            if (!UnicodeText.isEncodable(converted)) {
                return Optional.of(new Problem(
                        false, "the value of " + name + " has half of a surrogate pair, which no text in UTF-8 has"));
            }
        }
        return Optional.empty();
    }

    /** Returns the template as written. */
    @Override
    public String toString() {
        return parsed.text();
    }
}
