package io.riskstream.parse.value;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;

/** Converts the text of a CSV cell, or of an XML element or attribute: to the declared type if the text is valid for it, otherwise to a string. */
public final class CellValue {
    private CellValue() {}

    /** Sets the slot to the value of a text. */
    public static void put(String text, FieldType type, FieldValues values, int slot) {
        switch (type) {
            case LONG -> {
                if (!number(text, type, values, slot) || values.kind(slot) != ValueKind.LONG) {
                    values.setString(slot, text);
                }
            }
            case DOUBLE -> {
                if (!number(text, type, values, slot)) {
                    values.setString(slot, text);
                }
            }
            case BOOLEAN -> {
                if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
                    values.setBool(slot, text.equalsIgnoreCase("true"));
                } else {
                    values.setString(slot, text);
                }
            }
            case STRING, LIST, ANY -> values.setString(slot, text);
        }
    }

    private static boolean number(String text, FieldType type, FieldValues values, int slot) {
        return NumberReader.isDecimal(text) && NumberReader.put(text, type, values, slot);
    }
}
