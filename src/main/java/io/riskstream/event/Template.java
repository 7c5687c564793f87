package io.riskstream.event;

import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A text with holes that an event's fields fill, such as {@code weather:{state}:{dateOfLoss|date}}: the key of a look-up, a topic, a message's
 * key. A hole may cut its value: {@code |date}, {@code |month} and {@code |year} take the first 10, 7 and 4 characters of an ISO 8601 date or
 * date-time; {@code |lower} and {@code |upper} change case.
 */
public final class Template {
    /** What fills a hole: appends its value, and answers whether the event has it. What was appended in vain is of no use. */
    @FunctionalInterface
    private interface Hole {
        boolean append(Event event, StringBuilder to);
    }

    /** Appends a part or a form of a value, and answers whether it has one. */
    @FunctionalInterface
    private interface Cut {
        boolean append(String value, StringBuilder to);
    }

    private static final Map<String, Cut> CUTS = new LinkedHashMap<>();
    private static final Set<String> DATES = Set.of("date", "month", "year");

    static {
        CUTS.put("date", (value, to) -> cutDate(value, 10, to));
        CUTS.put("month", (value, to) -> cutDate(value, 7, to));
        CUTS.put("year", (value, to) -> cutDate(value, 4, to));
        CUTS.put("lower", (value, to) -> append(value.toLowerCase(Locale.ROOT), to));
        CUTS.put("upper", (value, to) -> append(value.toUpperCase(Locale.ROOT), to));
    }

    private final String text;
    private final List<String> names;
    private final String[] literals;
    private final Hole[] holes;

    private Template(String text, List<String> names, List<String> literals, List<Hole> holes) {
        this.text = text;
        this.names = List.copyOf(names);
        this.literals = literals.toArray(String[]::new);
        this.holes = holes.toArray(Hole[]::new);
    }

    /**
     * Compiles a template over the fields of an event.
     *
     * @throws IllegalArgumentException if a brace is not closed or not opened, or a hole names no field and no cut, naming the
     *     nearest, or cuts a date out of what is none
     */
    public static Template of(String text, EventType type) {
        return of(text, type, Map.of());
    }

    /**
     * Compiles a template over the fields of an event and other names besides, which come first.
     *
     * @param others what a further name stands for
     */
    public static Template of(String text, EventType type, Map<String, Function<Event, Optional<String>>> others) {
        List<String> names = new ArrayList<>();
        List<String> literals = new ArrayList<>();
        List<Hole> holes = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("template '" + text + "': '{' without '}'");
            }
            String hole = text.substring(open + 1, close);
            int bar = hole.indexOf('|');
            String name = (bar < 0 ? hole : hole.substring(0, bar)).strip();
            String form = bar < 0 ? "" : hole.substring(bar + 1).strip();
            Optional<Cut> cut = bar < 0 ? Optional.empty() : Optional.of(cut(text, form));
            boolean ofDates = DATES.contains(form);
            names.add(name);
            literals.add(literal(text, from, open));
            Function<Event, Optional<String>> other = others.get(name);
            holes.add(other == null ? field(text, name, cut, ofDates, type, others) : other(other, cut));
            from = close + 1;
        }
        literals.add(literal(text, from, text.length()));
        return new Template(text, names, literals, holes);
    }

    private static String literal(String text, int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException("template '" + text + "': '}' without '{'");
        }
        return literal;
    }

    private static Hole other(Function<Event, Optional<String>> value, Optional<Cut> cut) {
        Cut form = cut.orElse(Template::append);
        return (event, to) -> {
            Optional<String> present = value.apply(event);
            return present.isPresent() && form.append(present.get(), to);
        };
    }

    private static Hole field(
            String text,
            String name,
            Optional<Cut> cut,
            boolean ofDates,
            EventType type,
            Map<String, Function<Event, Optional<String>>> others) {
        if (type.find(name).isEmpty()) {
            List<String> known = new ArrayList<>(others.keySet());
            type.fields().forEach(field -> known.add(field.path()));
            throw new IllegalArgumentException(
                    "template '" + text + "': no field '" + name + "' in the event" + Nearest.hint(name, known));
        }
        int slot = type.slot(name);
        FieldType fieldType = type.field(slot).type();
        if (ofDates && fieldType != FieldType.STRING && fieldType != FieldType.ANY) {
            throw new IllegalArgumentException("template '" + text + "': its cut takes a date, and field '" + name
                    + "' is of type " + fieldType.name().toLowerCase(Locale.ROOT));
        }
        if (cut.isEmpty()) {
            return (event, to) -> append(event, slot, to);
        }
        Cut form = cut.get();
        return (event, to) -> {
            if (event.kind(slot) == ValueKind.STRING) {
                return form.append(event.string(slot), to);
            }
            StringBuilder whole = new StringBuilder();
            return append(event, slot, whole) && form.append(whole.toString(), to);
        };
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

    private static boolean append(String value, StringBuilder to) {
        to.append(value);
        return true;
    }

    private static Cut cut(String text, String name) {
        Cut cut = CUTS.get(name);
        if (cut == null) {
            throw new IllegalArgumentException(
                    "template '" + text + "': no cut '|" + name + "'" + Nearest.hint(name, CUTS.keySet()));
        }
        return cut;
    }

    private static boolean cutDate(String value, int length, StringBuilder to) {
        boolean date = value.length() >= 10 && value.charAt(4) == '-' && value.charAt(7) == '-';
        if (date) {
            to.append(value, 0, length);
        }
        return date;
    }

    /** The names in its holes, in order. */
    public List<String> names() {
        return names;
    }

    /** The filled text; empty if the event lacks one of the values. */
    public Optional<String> fill(Event event) {
        if (holes.length == 0) {
            return Optional.of(text);
        }
        StringBuilder filled = new StringBuilder(text.length() + 16);
        return fill(event, filled) ? Optional.of(filled.toString()) : Optional.empty();
    }

    /**
     * Appends the filled text, without making a string of it.
     *
     * @return whether the event has all of the values; if not, what was appended is of no use
     */
    public boolean fill(Event event, StringBuilder to) {
        for (int i = 0; i < holes.length; i++) {
            to.append(literals[i]);
            if (!holes[i].append(event, to)) {
                return false;
            }
        }
        to.append(literals[holes.length]);
        return true;
    }

    /** The text as written. */
    @Override
    public String toString() {
        return text;
    }
}
