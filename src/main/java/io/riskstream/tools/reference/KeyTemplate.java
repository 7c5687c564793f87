package io.riskstream.tools.reference;

import io.riskstream.event.Conversion;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.event.ParsedTemplate.Placeholder;
import java.util.List;
import java.util.function.Function;

/** The key of a record, with placeholders for a row's cells, such as {@code cpi:{Date|month}}. The syntax is that of the key of a look-up. */
final class KeyTemplate {
    private final ParsedTemplate parsed;

    private KeyTemplate(ParsedTemplate parsed) {
        this.parsed = parsed;
    }

    /**
     * Compiles a template.
     *
     * @throws IllegalArgumentException if it has no placeholder, a brace is not closed, or a conversion is unknown
     */
    static KeyTemplate of(String text) {
        ParsedTemplate parsed = ParsedTemplate.of(text);
        if (parsed.placeholders().isEmpty()) {
            throw new IllegalArgumentException(
                    "key '" + text + "' names no column, so all rows would have the same key; write {column}");
        }
        return new KeyTemplate(parsed);
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
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < parsed.placeholders().size(); i++) {
            String column = parsed.placeholders().get(i).name();
            Conversion conversion = parsed.placeholders().get(i).conversion();
            String cell = cells.apply(column).strip();
            if (RecordField.isMissing(cell)) {
                throw new InvalidCellException(column, "is part of the key, and has no value");
            }
            key.append(parsed.literals().get(i));
            if (!conversion.append(cell, key)) {
                throw new InvalidCellException(column, "expected a date such as 2004-09-16, not '" + cell + "'");
            }
        }
        return key.append(parsed.literals().get(parsed.placeholders().size())).toString();
    }

    /** Returns the key with empty placeholders, such as {@code county:{}}: equal for two templates that give keys of the same form. */
    String outline() {
        return String.join("{}", parsed.literals());
    }
}
