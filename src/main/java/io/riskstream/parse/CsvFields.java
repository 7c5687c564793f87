package io.riskstream.parse;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecordException;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.parse.value.CellValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads CSV records into fields. Not thread-safe; reusable for further records. */
final class CsvFields {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final CsvColumns columns;
    private final CsvFormat format;
    private final int size;
    private final int[] slots;
    private final FieldType[] types;
    /** The formats of the columns that are no fields; the settings have those of fields. */
    private final ValueFormat[] formats;

    private final CsvCells cells;

    private FieldValues values = FieldValues.EMPTY;
    private Map<String, Object> undeclared = Map.of();
    /** True if an undeclared column has had a dotted name. */
    private boolean isNested;

    CsvFields(ParserSettings settings, CsvColumns columns, CsvFormat format) {
        this.columns = columns;
        this.format = format;
        this.size = settings.type().size();
        this.slots = columns.slots(settings.type());
        this.types = columns.types(settings.textType(), slots);
        this.formats =
                columns.formats(settings.converting() ? settings.formats().byName() : Map.of());
        this.cells = new CsvCells(format);
    }

    /** Reads a record. Afterwards, {@link #values} and {@link #undeclared} return its fields. */
    void read(String text) throws UnparsableEventException {
        readCells(text);
        if (cells.count() != columns.count()) {
            throw new UnparsableEventException(RejectionCode.PARSE_COLUMNS, "", otherCount());
        }
        values = new FieldValues(size);
        undeclared = Map.of();
        for (int column = 0; column < slots.length; column++) {
            if (format.isMissing(cells, column)) {
                continue;
            }
            if (slots[column] >= 0) {
                CellValue.put(cells.text(column), types[column], values, slots[column]);
            } else {
                putUndeclared(column);
            }
        }
    }

    private String otherCount() {
        String counts = "the record has " + cells.count() + " columns, and " + columns.count() + " are declared";
        return cells.count() > 1
                ? counts
                : counts
                        + format.separatorHint(cells.text(0))
                                .map(hint -> "; " + hint)
                                .orElse("");
    }

    private void putUndeclared(int column) throws UnparsableEventException {
        Object value = cells.text(column);
        if (formats[column] != null) {
            FieldValues converted = new FieldValues(1);
            converted.setString(0, cells.text(column));
            if (!formats[column].convert(converted, 0, FieldType.ANY)) {
                throw new UnparsableEventException(
                        FieldFormats.code(formats[column]),
                        columns.name(column),
                        FieldFormats.message(value, formats[column]));
            }
            value = converted.object(0);
        }
        if (undeclared.isEmpty()) {
            undeclared = new LinkedHashMap<>();
        }
        nest(undeclared, columns.name(column), value);
    }

    /** Adds the value of an undeclared column to nested objects, as its dotted name describes. {@link CsvColumns} allows no column inside another. */
    @SuppressWarnings("unchecked") // only this method writes the objects
    private void nest(Map<String, Object> members, String name, Object value) {
        Map<String, Object> object = members;
        int from = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', from)) {
            object = (Map<String, Object>)
                    object.computeIfAbsent(name.substring(from, dot), outer -> new LinkedHashMap<String, Object>());
            from = dot + 1;
            isNested = true;
        }
        object.put(name.substring(from), value);
    }

    private void readCells(String text) throws UnparsableEventException {
        int start = afterLineEnds(text, !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0);
        if (start == text.length()) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_CSV, "", "the event contains only blank lines and no CSV record");
        }
        try {
            int end = cells.read(text, start);
            if (afterLineEnds(text, end) < text.length()) {
                throw new UnparsableEventException(RejectionCode.PARSE_CSV, "", severalRecords());
            }
        } catch (CsvRecordException e) {
            throw new UnparsableEventException(
                    RejectionCode.PARSE_CSV, "", "invalid CSV record (RFC 4180): " + e.getMessage());
        }
    }

    private String severalRecords() {
        return cells.texts().equals(columns.names())
                ? "the event contains more than one CSV record; the first is a header line, which an event must not have"
                : "the event contains more than one CSV record; the first has " + cells.count() + " columns";
    }

    private static int afterLineEnds(String text, int from) {
        int index = from;
        while (index < text.length() && (text.charAt(index) == '\n' || text.charAt(index) == '\r')) {
            index++;
        }
        return index;
    }

    FieldValues values() {
        return values;
    }

    /** Returns the columns that are not declared fields, nested as their dotted names describe; the maps are immutable. */
    Map<String, Object> undeclared() {
        if (undeclared.isEmpty()) {
            return Map.of();
        }
        return isNested ? immutable(undeclared) : Collections.unmodifiableMap(undeclared);
    }

    @SuppressWarnings("unchecked") // only nest writes the objects
    private static Map<String, Object> immutable(Map<String, Object> members) {
        members.replaceAll(
                (name, value) -> value instanceof Map<?, ?> inner ? immutable((Map<String, Object>) inner) : value);
        return Collections.unmodifiableMap(members);
    }
}
