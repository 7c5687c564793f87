package io.riskstream.tools.reference;

import io.riskstream.event.Conversion;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.KeyFormat;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.ParsedTemplate.Placeholder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The key of a record, with placeholders for a row's cells, such as {@code cpi:{Date|month}}. The syntax is that of the key of a look-up. */
final class KeyTemplate {
    private final ParsedTemplate parsed;
    private final KeyFormat format;
    private final KeyEscape escape;

    private KeyTemplate(ParsedTemplate parsed, KeyEscape escape) {
        this.parsed = parsed;
        this.format = KeyFormat.of(parsed, escape);
        this.escape = escape;
    }

    /**
     * Compiles a template.
     *
     * @param escape the option of the look-up that reads the records
     * @throws IllegalArgumentException if it has no placeholder, a brace is not closed, a conversion is unknown, or a text between two placeholders
     *     cannot separate them
     */
    static KeyTemplate of(String text, KeyEscape escape) {
        ParsedTemplate parsed = ParsedTemplate.of(text);
        if (parsed.placeholders().isEmpty()) {
            throw new IllegalArgumentException(
                    "key '" + text + "' names no column, so all rows would have the same key; write {column}");
        }
        return new KeyTemplate(parsed, escape);
    }

    /** Returns the names of the columns, in order. */
    List<String> columns() {
        return parsed.placeholders().stream().map(Placeholder::name).toList();
    }

    /**
     * Returns the key of a row.
     *
     * @param cells returns the cell of a column
     * @throws InvalidCellException if a cell is missing, or is not a date where one is needed
     */
    String fill(Function<String, String> cells) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < parsed.placeholders().size(); i++) {
            String column = parsed.placeholders().get(i).name();
            Conversion conversion = parsed.placeholders().get(i).conversion();
            String cell = cells.apply(column).strip();
            if (RecordField.isMissing(cell)) {
                throw new InvalidCellException(column, "is part of the key, and has no value");
            }
            StringBuilder value = new StringBuilder();
            if (!conversion.accepts(cell) || !conversion.append(cell, value)) {
                throw new InvalidCellException(column, "expected a date such as 2004-09-16, not '" + cell + "'");
            }
            values.add(value.toString());
        }
        return format.join(values);
    }

    /** Returns how the values of a key are kept apart. */
    KeyEscape escape() {
        return escape;
    }

    /** Returns the key with empty placeholders, such as {@code county:{}}: equal for two templates that give keys of the same form. */
    String outline() {
        return String.join("{}", parsed.literals());
    }
}
