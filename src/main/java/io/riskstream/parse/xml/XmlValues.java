package io.riskstream.parse.xml;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.parse.value.CellValue;
import java.util.Set;

/** Converts the texts of elements and attributes to values, and puts them into objects, unless they mean a missing value. */
final class XmlValues {
    private final Set<String> missing;

    /**
     * Creates a converter.
     *
     * @param missing texts that mean a missing value
     */
    XmlValues(Set<String> missing) {
        this.missing = missing;
    }

    /** Sets the field of a node to the value of a text, or to null. */
    void set(XmlNode node, String text, boolean isNull, XmlObject object) throws InvalidXmlException {
        FieldValues values = object.values();
        if (values.isPresent(node.slot())) {
            throw node.repeated();
        }
        if (isNull) {
            values.setNull(node.slot());
        } else if (!missing.contains(text)) {
            put(text, node.type(), values, node.slot());
        }
    }

    /** Adds the value of a text to a list without declared items. */
    void addItem(XmlNode list, String text, XmlObject object) {
        if (missing.contains(text)) {
            return;
        }
        if (list.type() == FieldType.STRING || list.type() == FieldType.LIST) {
            object.add(list.slot(), text);
        } else {
            FieldValues value = new FieldValues(1);
            put(text, list.type(), value, 0);
            object.add(list.slot(), value.object(0));
        }
    }

    /** Adds a text to undeclared members. */
    void addUndeclared(XmlUndeclared members, String name, String text) {
        if (!missing.contains(text)) {
            members.add(name, text);
        }
    }

    /** Sets a value of the declared type, or the text if it is not one. XML Schema writes booleans also as digits. */
    private static void put(String text, FieldType type, FieldValues values, int slot) {
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
