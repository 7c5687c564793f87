package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import java.util.List;

/** A text of digits with a fixed length, such as a postal code, whose leading zeros a spreadsheet may have removed. */
record PaddedDigits(int length) implements ValueFormat {
    private static final long serialVersionUID = 1;

    @Override
    public boolean convert(FieldValues values, int slot, FieldType type) {
        ValueKind kind = values.kind(slot);
        if (kind != ValueKind.STRING && kind != ValueKind.LONG) {
            return false;
        }
        String digits = kind == ValueKind.LONG
                ? Long.toString(values.integer(slot))
                : values.string(slot).strip();
        if (digits.isEmpty() || digits.length() > length || !isDigits(digits)) {
            return false;
        }
        values.setString(slot, "0".repeat(length - digits.length()) + digits);
        return true;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String expected() {
        return "at most " + length + " digits";
    }

    @Override
    public boolean isDate() {
        return false;
    }

    @Override
    public List<FieldType> types() {
        return List.of(FieldType.STRING);
    }
}
