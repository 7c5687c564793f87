package io.riskstream.tools.reference;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.tools.input.CsvFile;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A row of a reference file, with its values converted from the formats of their columns. */
final class ReferenceRow {
    private final List<String> header;
    private final List<String> written;
    private final String[] texts;
    private final boolean[] missing;
    private final long line;

    private ReferenceRow(List<String> header, CsvCells cells, Set<String> marks, long line) {
        this.header = header;
        this.written = cells.texts();
        this.texts = written.toArray(new String[0]);
        this.missing = new boolean[texts.length];
        this.line = line;
        for (int column = 0; column < texts.length; column++) {
            missing[column] = cells.isAbsent(column) || marks.contains(texts[column].strip());
            texts[column] = missing[column] ? "" : texts[column];
        }
    }

    /** Returns the current record of a file. */
    static ReferenceRow of(CsvFile rows, Set<String> missing) {
        return new ReferenceRow(rows.header(), rows.cells(), missing, rows.line());
    }

    /**
     * Converts the values of columns with formats.
     *
     * @throws InvalidCellException if a value is not written in the format of its column
     */
    void convert(Map<String, ValueFormat> formats) {
        formats.forEach((column, format) -> {
            int index = header.indexOf(column);
            if (!missing[index] && !convert(index, format)) {
                throw new InvalidCellException(column, "must be " + format.expected() + ", not '" + texts[index] + "'");
            }
        });
    }

    private boolean convert(int index, ValueFormat format) {
        FieldValues value = new FieldValues(1);
        value.setString(0, texts[index]);
        if (!format.convert(value, 0, FieldType.ANY)) {
            return false;
        }
        texts[index] = switch (value.kind(0)) {
            case DOUBLE ->
                BigDecimal.valueOf(value.number(0)).stripTrailingZeros().toPlainString();
            default -> String.valueOf(value.object(0));
        };
        return true;
    }

    /** Returns the value of a column; an empty text if it has none. */
    String text(String column) {
        return texts[header.indexOf(column)];
    }

    /** Returns the value of a column as it is in the file. */
    String written(String column) {
        return written.get(header.indexOf(column));
    }

    boolean isMissing(String column) {
        return missing[header.indexOf(column)];
    }

    /** Returns the line in which the row begins, from 1. */
    long line() {
        return line;
    }
}
