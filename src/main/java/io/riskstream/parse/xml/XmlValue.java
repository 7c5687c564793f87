package io.riskstream.parse.xml;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.parse.value.CellValue;

/** Converts the text of an element or an attribute. */
final class XmlValue {
    private XmlValue() {}

    /** Sets a value of the declared type, or the text if it is not one. XML Schema writes booleans also as digits. */
    static void put(String text, FieldType type, FieldValues values, int slot) {
        if (type == FieldType.BOOLEAN && (text.equals("1") || text.equals("0"))) {
            values.setBool(slot, text.equals("1"));
        } else {
            CellValue.put(text, type, values, slot);
        }
    }

    /** True if a text is the boolean true of XML Schema. */
    static boolean isTrue(String text) {
        return text.equals("true") || text.equals("1");
    }

    /** Returns the text without XML white space around it. */
    static String stripped(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
