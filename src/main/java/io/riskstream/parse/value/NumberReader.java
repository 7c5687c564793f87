package io.riskstream.parse.value;

import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.math.BigDecimal;
import java.util.OptionalLong;

/** Converts the text of a number. It converts to the declared type only if no precision is lost. */
public final class NumberReader {
    /** Every whole number up to this one is exactly representable as a double. */
    private static final long MAX_EXACT = 1L << 53;

    /** 2^63. */
    private static final BigDecimal BEYOND_LONG =
            BigDecimal.valueOf(Long.MIN_VALUE).negate();

    /** Each number of this many digits has a double of its own. */
    private static final int EXACT_DIGITS = 15;

    /** A decimal fraction of this length has at most 15 digits. */
    private static final int EXACT_LENGTH = EXACT_DIGITS + 1;

    /** The maximum length of a number. Conversions of longer ones would take time that grows with the square of the length. */
    public static final int MAX_LENGTH = 1_000;

    private NumberReader() {}

    /**
     * Sets the slot to a number.
     *
     * @param token a number in JSON syntax
     * @return true if the number fits: a whole number must fit a long unless its field is a double; any other number must fit a double, and in an integer
     *     field without a change that would make it whole
     */
    public static boolean put(String token, FieldType type, FieldValues values, int slot) {
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
        if (type == FieldType.LONG) {
            return putInteger(token, number, values, slot);
        }
        values.setNumber(slot, number);
        return true;
    }

    /**
     * Sets the slot of an integer field to a number with a fraction or an exponent. It becomes a long if its value is whole. A double must not hide a
     * fraction, as 4.0 would for 4.00000000000000000001, or change a whole number, as 9007199254740992 would for 9007199254740993.0.
     */
    private static boolean putInteger(String token, double nearest, FieldValues values, int slot) {
        if (isExact(token)) {
            OptionalLong exact = exactLong(nearest);
            if (exact.isPresent()) {
                values.setInteger(slot, exact.getAsLong());
            } else {
                values.setNumber(slot, nearest);
            }
            return true;
        }
        if (token.length() > MAX_LENGTH) {
            return false;
        }
        BigDecimal decimal = new ExactNumber(token).decimal().stripTrailingZeros();
        boolean isWhole = decimal.scale() <= 0;
        if (isWhole && decimal.abs().compareTo(BEYOND_LONG) < 0) {
            values.setInteger(slot, decimal.longValueExact());
            return true;
        }
        values.setNumber(slot, nearest);
        return isWhole ? isDouble(decimal, nearest) : nearest != Math.rint(nearest);
    }

    /** True if the double stands for this whole number: Java prints it so, or the number has too few digits for another one to have the same double. */
    private static boolean isDouble(BigDecimal whole, double nearest) {
        return whole.precision() <= EXACT_DIGITS || whole.compareTo(BigDecimal.valueOf(nearest)) == 0;
    }

    /** True if the number has at most 15 digits and no exponent: its nearest double represents no other such number. */
    private static boolean isExact(String token) {
        return token.length() <= EXACT_LENGTH && token.indexOf('e') < 0 && token.indexOf('E') < 0;
    }

    /**
     * Sets the slot to a whole number.
     *
     * @param negative true if the number has a minus sign, since a double has a negative zero
     */
    public static void putWhole(long number, boolean negative, FieldType type, FieldValues values, int slot) {
        if (type == FieldType.DOUBLE && number >= -MAX_EXACT && number <= MAX_EXACT) {
            values.setNumber(slot, number == 0 && negative ? -0.0 : number);
        } else {
            values.setInteger(slot, number);
        }
    }

    /**
     * Returns a number in a declared list as a Long or a Double; null if it fits neither. The type of the elements is not known, so a whole number beyond 64
     * bits must be exactly a double: an id of twenty digits must not change.
     */
    public static Object element(String token) {
        if (isWhole(token)) {
            OptionalLong whole = whole(token);
            if (whole.isPresent()) {
                return whole.getAsLong();
            }
        }
        double number = Double.parseDouble(token);
        boolean fits = Double.isFinite(number)
                && (!isWhole(token) || new BigDecimal(token).compareTo(new BigDecimal(number)) == 0);
        return fits ? (Object) number : null;
    }

    /** Returns a number that is not declared, without a change of its value: as a Long, a Double or an {@link ExactNumber}. */
    public static Object undeclared(String token) {
        if (isWhole(token)) {
            OptionalLong whole = whole(token);
            return whole.isPresent() ? (Object) whole.getAsLong() : new ExactNumber(token);
        }
        double number = Double.parseDouble(token);
        if (isExact(token)) {
            return number;
        }
        ExactNumber exact = new ExactNumber(token);
        boolean same = Double.isFinite(number) && exact.decimal().compareTo(BigDecimal.valueOf(number)) == 0;
        return same ? (Object) number : exact;
    }

    /** Returns the double as a long if it is a whole number within the exact range of doubles. */
    public static OptionalLong exactLong(double number) {
        boolean exact = number >= -MAX_EXACT && number <= MAX_EXACT && number == Math.rint(number);
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

    /** True if the text is a decimal number with optional sign, fraction and exponent; {@link Double#parseDouble} accepts more. */
    public static boolean isDecimal(String text) {
        int start = afterSign(text, 0);
        int point = afterDigits(text, start);
        int end = point;
        if (point < text.length() && text.charAt(point) == '.') {
            end = afterDigits(text, point + 1);
            if (end == start + 1) {
                return false; // a decimal point without digits
            }
        } else if (point == start) {
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

    private static int afterSign(String text, int index) {
        return index < text.length() && (text.charAt(index) == '-' || text.charAt(index) == '+') ? index + 1 : index;
    }

    private static int afterDigits(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
