package io.riskstream.tools.reference;

import com.google.gson.stream.JsonWriter;
import io.riskstream.event.FieldType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A field of a record, with the CSV column that holds its value.
 *
 * @param name the name in the look-up
 * @param column the name in the header of the CSV file
 */
record RecordField(String name, String column, FieldType type) {
    static final List<FieldType> TYPES = List.of(FieldType.STRING, FieldType.LONG, FieldType.DOUBLE, FieldType.BOOLEAN);

    // JSON numbers, and also leading zeros and a leading or trailing point, which CSV files contain
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    /** Returns the type with this name in a references file, such as {@code double}. */
    static Optional<FieldType> type(String name) {
        return TYPES.stream().filter(type -> name(type).equals(name)).findFirst();
    }

    static String name(FieldType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** True if a cell, in which a row has replaced the marks of missing values, has no value. */
    static boolean isMissing(String cell) {
        return cell.isBlank();
    }

    /**
     * Writes the name and the value.
     *
     * @throws IllegalArgumentException if the cell is not of the type
     */
    void write(String cell, JsonWriter json) throws IOException {
        json.name(name);
        switch (type) {
            case STRING -> json.value(cell);
            case LONG -> json.value(toLong(cell.strip()));
            case DOUBLE -> json.value(toDouble(cell.strip()));
            case BOOLEAN -> json.value(toBoolean(cell.strip()));
            case LIST, ANY -> throw new IllegalStateException("a record cannot have the type " + type);
        }
    }

    private static long toLong(String cell) {
        try {
            return Long.parseLong(cell);
        } catch (NumberFormatException e) {
            throw mismatch("a whole number of 64 bits", cell);
        }
    }

    private static double toDouble(String cell) {
        double number = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw mismatch("a number", cell);
        }
        return number;
    }

    private static boolean toBoolean(String cell) {
        if (!Arrays.asList("true", "false").contains(cell.toLowerCase(Locale.ROOT))) {
            throw mismatch("true or false", cell);
        }
        return Boolean.parseBoolean(cell);
    }

    private static IllegalArgumentException mismatch(String expected, String cell) {
        return new IllegalArgumentException("expected " + expected + ", not '" + cell + "'");
    }
}
