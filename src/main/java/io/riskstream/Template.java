package io.riskstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A text with holes that an event's fields fill, such as {@code weather:{state}:{dateOfLoss|date}}: the key of a look-up, a topic, a message's
 * key. A hole may cut its value: {@code |date}, {@code |month} and {@code |year} take the first 10, 7 and 4 characters of an ISO 8601 date or
 * date-time; {@code |lower} and {@code |upper} change case.
 */
public final class Template {
    private static final Map<String, Function<String, Optional<String>>> CUTS = new LinkedHashMap<>();

    static {
        CUTS.put("date", value -> cutDate(value, 10));
        CUTS.put("month", value -> cutDate(value, 7));
        CUTS.put("year", value -> cutDate(value, 4));
        CUTS.put("lower", value -> Optional.of(value.toLowerCase(java.util.Locale.ROOT)));
        CUTS.put("upper", value -> Optional.of(value.toUpperCase(java.util.Locale.ROOT)));
    }

    private final String text;
    private final List<String> names;
    private final List<String> literals;
    private final List<Function<Event, Optional<String>>> holes;

    private Template(
            String text, List<String> names, List<String> literals, List<Function<Event, Optional<String>>> holes) {
        this.text = text;
        this.names = List.copyOf(names);
        this.literals = List.copyOf(literals);
        this.holes = List.copyOf(holes);
    }

    /**
     * Compiles a template over the fields of an event.
     *
     * @throws IllegalArgumentException if a brace is not closed or not opened, or a hole names no field and no cut; naming the nearest
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
        List<Function<Event, Optional<String>>> holes = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("template '" + text + "': '{' without '}'");
            }
            String hole = text.substring(open + 1, close);
            int bar = hole.indexOf('|');
            String name = (bar < 0 ? hole : hole.substring(0, bar)).strip();
            Function<Event, Optional<String>> value = others.get(name);
            if (value == null) {
                value = field(text, name, type, others);
            }
            if (bar >= 0) {
                Function<Event, Optional<String>> whole = value;
                Function<String, Optional<String>> cut =
                        cut(text, hole.substring(bar + 1).strip());
                value = event -> whole.apply(event).flatMap(cut);
            }
            names.add(name);
            literals.add(literal(text, from, open));
            holes.add(value);
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

    private static Function<Event, Optional<String>> field(
            String text, String name, EventType type, Map<String, Function<Event, Optional<String>>> others) {
        if (type.find(name).isEmpty()) {
            List<String> known = new ArrayList<>(others.keySet());
            type.fields().forEach(field -> known.add(field.path()));
            throw new IllegalArgumentException(
                    "template '" + text + "': no field '" + name + "' in the event" + Nearest.hint(name, known));
        }
        int slot = type.slot(name);
        return event -> switch (event.kind(slot)) {
            case STRING -> Optional.of(event.string(slot));
            case LONG -> Optional.of(Long.toString(event.integer(slot)));
            case DOUBLE -> Optional.of(Double.toString(event.number(slot)));
            case BOOLEAN -> Optional.of(Boolean.toString(event.bool(slot)));
            case ABSENT, NULL, EMPTY_OBJECT, LIST -> Optional.empty();
        };
    }

    private static Function<String, Optional<String>> cut(String text, String name) {
        Function<String, Optional<String>> cut = CUTS.get(name);
        if (cut == null) {
            throw new IllegalArgumentException(
                    "template '" + text + "': no cut '|" + name + "'" + Nearest.hint(name, CUTS.keySet()));
        }
        return cut;
    }

    private static Optional<String> cutDate(String value, int length) {
        boolean date = value.length() >= 10 && value.charAt(4) == '-' && value.charAt(7) == '-';
        return date ? Optional.of(value.substring(0, length)) : Optional.empty();
    }

    /** The names in its holes, in order. */
    public List<String> names() {
        return names;
    }

    /** The filled text; empty if the event lacks one of the values. */
    public Optional<String> fill(Event event) {
        if (holes.isEmpty()) {
            return Optional.of(text);
        }
        StringBuilder filled = new StringBuilder(text.length() + 16);
        for (int i = 0; i < holes.size(); i++) {
            Optional<String> value = holes.get(i).apply(event);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            filled.append(literals.get(i)).append(value.get());
        }
        return Optional.of(filled.append(literals.get(holes.size())).toString());
    }

    /** The text as written. */
    @Override
    public String toString() {
        return text;
    }
}
