package io.riskstream.parse;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;

/** How the text of a CSV cell becomes a value: the declared type where it reads as such, and else what it is, text. */
final class CellValue {
    private CellValue() {}

    static void put(String text, FieldType type, FieldValues values, int slot) {
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
