package io.riskstream.parse;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.RejectionCode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads CSV records into fields. Not thread-safe; reusable for further records. */
final class CsvFields {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final CsvColumns columns;
    private final int size;
    private final int[] slots;
    private final FieldType[] types;
    private final DateTimeFormatter[] dates;
    private final Set<String> missing;
    private final CsvReader.CsvReaderBuilder csv;
    private final CsvCellReader cells;

    private FieldValues values = FieldValues.EMPTY;
    private Map<String, Object> undeclared = Map.of();

    CsvFields(EventType type, CsvColumns columns, char separator, Set<String> missing) {
        this.columns = columns;
        this.size = type.size();
        this.slots = columns.slots(type);
        this.types = columns.types(type, slots);
        this.dates = columns.dateFormats();
        this.missing = missing;
        this.csv = CsvReader.builder().fieldSeparator(separator).allowUnclosedQuote(false);
        this.cells = new CsvCellReader(columns.count());
    }

    /** Reads a record. Afterwards, {@link #values} and {@link #undeclared} return its fields. */
    void read(String text) throws UnparsableEventException {
        readCells(text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
        if (cells.count() != columns.count()) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_COLUMNS,
                    "",
                    "the record has " + cells.count() + " columns, and " + columns.count() + " are declared");
        }
        values = new FieldValues(size);
        undeclared = Map.of();
        for (int column = 0; column < slots.length; column++) {
            String cell = cells.text(column);
            if (cell.isEmpty() && !cells.isQuoted(column) || missing.contains(cell)) {
                continue;
            }
            String value = dates[column] == null ? cell : isoDate(cell, column);
            if (slots[column] >= 0) {
                CellValue.put(value, types[column], values, slots[column]);
            } else {
                if (undeclared.isEmpty()) {
                    undeclared = new LinkedHashMap<>();
                }
                nest(undeclared, columns.name(column), value);
            }
        }
    }

    /** Adds the value of an undeclared column to nested objects, as its dotted name describes. {@link CsvColumns} allows no column inside another. */
    @SuppressWarnings("unchecked") // only this method writes the objects
    private static void nest(Map<String, Object> members, String name, Object value) {
        Map<String, Object> object = members;
        int from = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', from)) {
            object = (Map<String, Object>)
                    object.computeIfAbsent(name.substring(from, dot), outer -> new LinkedHashMap<String, Object>());
            from = dot + 1;
        }
        object.put(name.substring(from), value);
    }

    private void readCells(String text) throws UnparsableEventException {
        try (CloseableIterator<CsvCellReader> records = csv.build(cells, text).iterator()) {
            if (!records.hasNext()) {
                throw new UnparsableEventException(
                        RejectionCode.PARSE_CSV, "", "the event contains only blank lines and no CSV record");
            }
            records.next();
            int count = cells.count();
            if (records.hasNext()) {
                throw new UnparsableEventException(
                        RejectionCode.PARSE_CSV,
                        "",
                        "the event contains more than one CSV record; the first has " + count + " columns");
            }
        } catch (CsvParseException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_CSV,
                    "",
                    "invalid CSV record (RFC 4180): in column " + (cells.completeCells() + 1)
                            + ", a quote is not closed, or text follows a closing quote");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    private String isoDate(String cell, int column) throws UnparsableEventException {
        try {
            return LocalDate.parse(cell, dates[column]).toString();
        } catch (DateTimeException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_DATE,
                    columns.name(column),
                    "the value does not match the date format of this column (option dates)");
        }
    }

    FieldValues values() {
        return values;
    }

    /** Returns the columns that are not declared fields, nested as their dotted names describe. */
    Map<String, Object> undeclared() {
        return undeclared.isEmpty() ? Map.of() : Collections.unmodifiableMap(undeclared);
    }
}
