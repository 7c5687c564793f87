package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What each column of a CSV event stands for. */
final class CsvColumns implements Serializable {
    private static final long serialVersionUID = 1;
    private static final LocalDate SOME_DAY = LocalDate.of(2024, 11, 23);

    private final List<String> names;
    private final Map<String, String> dates;

    CsvColumns(Options options, EventType type) {
        this.names = options.texts("columns");
        this.dates = Map.copyOf(options.map("dates"));
        check(options, type);
    }

    List<String> names() {
        return names;
    }

    private void check(Options options, EventType type) {
        Set<String> once = new LinkedHashSet<>();
        for (String name : names) {
            if (name.isEmpty()) {
                throw options.problem("columns", "", "option 'columns': column " + (once.size() + 1) + " has no name");
            }
            if (!once.add(name)) {
                throw options.problem("columns", name, "option 'columns': column '" + name + "' is there twice");
            }
        }
        if (names.isEmpty()) {
            throw options.problem("columns", "option 'columns' names no column");
        }
        checkNesting(options, type);
        dates.forEach((column, pattern) -> {
            known("dates", column, options);
            try {
                LocalDate.parse(dateFormat(pattern).format(SOME_DAY), dateFormat(pattern));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw options.problem(
                        "dates",
                        pattern,
                        "option 'dates': '" + pattern + "' of column '" + column
                                + "' is no pattern of a whole date, such as M/d/yyyy");
            }
        });
        for (String option : List.of("id", "key", "time")) {
            options.optionalText(option).ifPresent(path -> known(option, path, options));
        }
    }

    private void known(String option, String column, Options options) {
        if (!names.contains(column)) {
            throw options.problem(
                    option, column, "option '" + option + "': no column '" + column + "'", Nearest.hint(column, names));
        }
    }

    /** One column inside another, or inside a declared field, or around one, could not both be told. */
    private void checkNesting(Options options, EventType type) {
        Set<String> taken = new LinkedHashSet<>(names);
        taken.addAll(EventIdentity.arriving(type));
        for (String path : taken) {
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                String outer = path.substring(0, dot);
                if (outer.isEmpty() || dot == path.length() - 1 || path.charAt(dot + 1) == '.') {
                    throw options.problem("columns", path, "option 'columns': '" + path + "' is no dotted path");
                }
                if (taken.contains(outer)) {
                    throw options.problem(
                            "columns",
                            path,
                            "option 'columns': '" + path + "' lies inside '" + outer + "'; rename one of them");
                }
            }
        }
    }

    int count() {
        return names.size();
    }

    String name(int column) {
        return names.get(column);
    }

    /** The declared fields among the columns. */
    List<String> declared(EventType type) {
        List<String> arriving = EventIdentity.arriving(type);
        return names.stream().filter(arriving::contains).toList();
    }

    /** The slot of each column; -1 for one that is not declared. */
    int[] slots(EventType type) {
        int[] slots = new int[names.size()];
        for (int column = 0; column < slots.length; column++) {
            int slot = type.find(names.get(column)).orElse(-1);
            slots[column] = slot >= 0 && type.arrives(slot) ? slot : -1;
        }
        return slots;
    }

    FieldType[] types(EventType type, int[] slots) {
        FieldType[] types = new FieldType[slots.length];
        for (int column = 0; column < slots.length; column++) {
            types[column] = slots[column] < 0
                    ? FieldType.STRING
                    : type.field(slots[column]).type();
        }
        return types;
    }

    /** The format of each column's dates; null where it has none. */
    DateTimeFormatter[] dateFormats() {
        DateTimeFormatter[] formats = new DateTimeFormatter[names.size()];
        for (int column = 0; column < formats.length; column++) {
            String pattern = dates.get(names.get(column));
            formats[column] = pattern == null ? null : dateFormat(pattern);
        }
        return formats;
    }

    /** Strict, so that February 30 is refused; strictness asks for an era beside {@code yyyy}, which nobody writes. */
    private static DateTimeFormatter dateFormat(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
