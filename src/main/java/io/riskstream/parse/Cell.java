package io.riskstream.parse;

import io.riskstream.FieldType;
import io.riskstream.FieldValues;
import io.riskstream.Kind;

/** How the text of a CSV cell becomes a value: the declared type where it reads as such, and else what it is, text. */
final class Cell {
    private Cell() {}

    static void put(String text, FieldType type, FieldValues values, int slot) {
        switch (type) {
            case LONG -> {
                if (!number(text, type, values, slot) || values.kind(slot) != Kind.LONG) {
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
        return Numbers.isDecimal(text) && Numbers.put(text, type, values, slot);
    }
}
