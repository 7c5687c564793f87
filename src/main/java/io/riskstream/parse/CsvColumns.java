package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.parse.format.DateText;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.parse.format.ValueFormats;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The declared columns of a CSV event. */
final class CsvColumns implements Serializable {
    private static final long serialVersionUID = 1;

    private final List<String> names;

    CsvColumns(Options options, EventType type) {
        this.names = options.texts("columns");
        check(options, type);
    }

    List<String> names() {
        return names;
    }

    private void check(Options options, EventType type) {
        Set<String> unique = new LinkedHashSet<>();
        for (String name : names) {
            if (name.isEmpty()) {
                throw options.problem(
                        "columns", "", "option 'columns': column " + (unique.size() + 1) + " has no name");
            }
            if (!unique.add(name)) {
                throw options.problem(
                        "columns", name, "option 'columns': column '" + name + "' occurs twice; rename one");
            }
        }
        if (names.isEmpty()) {
            throw options.problem("columns", "option 'columns' contains no column; list the columns in order");
        }
        checkNesting(options, type);
        for (String option : List.of("dates", "formats")) {
            options.objects(option).keySet().forEach(column -> requireColumn(option, column, options));
        }
        for (String option : List.of("id", "key", "time")) {
            options.optionalText(option).ifPresent(path -> requireColumn(option, path, options));
        }
    }

    private void requireColumn(String option, String column, Options options) {
        if (!names.contains(column)) {
            throw options.problem(
                    option, column, "option '" + option + "': no column '" + column + "'", Nearest.hint(column, names));
        }
    }

    /** Rejects a column whose path is inside another column or a declared field, or contains one: an event could not hold both values. */
    private void checkNesting(Options options, EventType type) {
        Set<String> paths = new LinkedHashSet<>(names);
        paths.addAll(EventIdentity.arriving(type));
        for (String path : paths) {
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                String outer = path.substring(0, dot);
                if (outer.isEmpty() || dot == path.length() - 1 || path.charAt(dot + 1) == '.') {
                    throw options.problem(
                            "columns",
                            path,
                            "option 'columns': '" + path + "' is not a dotted path, such as location.zip");
                }
                if (paths.contains(outer)) {
                    throw options.problem(
                            "columns",
                            path,
                            "option 'columns': '" + path + "' is inside '" + outer + "'; rename one of them");
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

    /** True if a column or a declared field has this name, or is inside an object with this name. */
    static boolean isUsed(String name, List<String> columns, EventType type) {
        String inside = name + '.';
        return columns.contains(name)
                || type.find(name).isPresent()
                || columns.stream().anyMatch(column -> column.startsWith(inside))
                || EventIdentity.arriving(type).stream().anyMatch(path -> path.startsWith(inside));
    }

    /** Returns the columns that are declared fields. */
    List<String> declared(EventType type) {
        List<String> arriving = EventIdentity.arriving(type);
        return names.stream().filter(arriving::contains).toList();
    }

    /** Returns the slot of each column; -1 for a column that is not a declared field. */
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

    /** Returns the formats of each column; null for a column without one. */
    ValueFormat[] formats(Map<String, ValueFormat> byName) {
        return names.stream().map(byName::get).toArray(ValueFormat[]::new);
    }

    /** Returns the formats in the options {@code formats} and {@code dates} by column. */
    static Map<String, ValueFormat> formats(Options options) {
        Map<String, ValueFormat> formats = ValueFormats.of(options, "formats");
        OptionalInt pivotYear = DateText.pivotYear(options);
        Map<String, ValueFormat> dates = ValueFormats.of(
                options, "dates", (column, written) -> ValueFormats.dates(column, patterns(written), pivotYear));
        dates.forEach((column, format) -> {
            if (formats.put(column, format) != null) {
                throw options.problem(
                        "dates", column, "column '" + column + "' is in both 'dates' and 'formats'; keep one");
            }
        });
        if (pivotYear.isPresent() && dates.values().stream().noneMatch(CsvColumns::hasShortYear)) {
            throw options.problem(
                    "pivotYear", "option 'pivotYear' has no effect: no pattern of 'dates' has the year yy");
        }
        return formats;
    }

    private static boolean hasShortYear(ValueFormat format) {
        return format instanceof DateText text && text.hasShortYear();
    }

    private static List<String> patterns(Object written) {
        return written instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(written));
    }
}
