package io.riskstream.parse;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.util.OptionalLong;

/** How a number's text becomes a value. A declared type is given only where nothing is lost by it. */
final class NumberReader {
    /** Up to here, every whole number is a double. */
    private static final long EXACT = 1L << 53;

    private NumberReader() {}

    /**
     * Puts the number into the slot.
     *
     * @param token a number as JSON writes it
     * @return whether it fits: a whole number must fit a long, or its field be a double; any other must not be too large for a double
     */
    static boolean put(String token, FieldType type, FieldValues values, int slot) {
        if (isWhole(token)) {
            OptionalLong whole = whole(token);
            if (whole.isPresent()) {
                putWhole(whole.getAsLong(), token.charAt(0) == '-', type, values, slot);
                return true;
            }
            if (type != FieldType.DOUBLE) {
                return false;
            }
        }
        double number = Double.parseDouble(token);
        if (Double.isInfinite(number)) {
            return false;
        }
        OptionalLong exact = type == FieldType.LONG ? exactLong(number) : OptionalLong.empty();
        if (exact.isPresent()) {
            values.setInteger(slot, exact.getAsLong());
        } else {
            values.setNumber(slot, number);
        }
        return true;
    }

    /** @param negative whether it was written with a minus: a double knows a zero below zero */
    static void putWhole(long number, boolean negative, FieldType type, FieldValues values, int slot) {
        if (type == FieldType.DOUBLE && number >= -EXACT && number <= EXACT) {
            values.setNumber(slot, number == 0 && negative ? -0.0 : number);
        } else {
            values.setInteger(slot, number);
        }
    }

    /** The number as a Long or a Double; null if it fits neither. */
    static Object boxed(String token) {
        if (isWhole(token)) {
            OptionalLong whole = whole(token);
            return whole.isPresent() ? (Object) whole.getAsLong() : null;
        }
        double number = Double.parseDouble(token);
        return Double.isInfinite(number) ? null : (Object) number;
    }

    /** The double as a long, if it is a whole number that a double holds exactly. */
    static OptionalLong exactLong(double number) {
        boolean exact = number >= -EXACT && number <= EXACT && number == Math.rint(number);
        return exact ? OptionalLong.of((long) number) : OptionalLong.empty();
    }

    private static boolean isWhole(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong whole(String token) {
        try {
            return OptionalLong.of(Long.parseLong(token));
        } catch (NumberFormatException tooLong) {
            return OptionalLong.empty();
        }
    }

    /** Whether a text is a decimal number, with an optional sign, fraction and exponent: less than {@link Double#parseDouble} takes. */
    static boolean isDecimal(String text) {
        int at = afterSign(text, 0);
        int point = afterDigits(text, at);
        int end = point;
        if (point < text.length() && text.charAt(point) == '.') {
            end = afterDigits(text, point + 1);
            if (end == at + 1) {
                return false; // a point alone
            }
        } else if (point == at) {
            return false;
        }
        if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
            int exponent = afterSign(text, end + 1);
            end = afterDigits(text, exponent);
            if (end == exponent) {
                return false;
            }
        }
        return end == text.length();
    }

    private static int afterSign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int afterDigits(String text, int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
