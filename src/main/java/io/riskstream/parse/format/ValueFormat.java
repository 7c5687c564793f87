package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.io.Serializable;
import java.util.List;

/** How the values of one field or column are written. Immutable and thread-safe. */
public sealed interface ValueFormat extends Serializable
        permits NumberText, YesNo, DateText, ExcelSerial, PaddedDigits, FirstMatch {
    /**
     * Replaces the value in a slot by the one that it means. The slot has a value that is neither null nor a list.
     *
     * @param type the declared type of the field; {@link FieldType#ANY} for a column that is no field
     * @return false if the value is not written in this format; the slot is then unchanged
     */
    boolean convert(FieldValues values, int slot, FieldType type);

    /** Returns what a value must be, for messages, such as {@code a date M/d/yyyy}. */
    String expected();

    /** True if the values are dates, so that a wrong one is rejected with {@code parse.date}; otherwise with {@code parse.format}. */
    boolean isDate();

    /** Returns texts in this format that another format could read as other values. */
    default List<String> samples() {
        return List.of();
    }

    /** Returns the types of the fields that can have this format; every field without a declared type can. */
    List<FieldType> types();
}
