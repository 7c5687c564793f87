package io.riskstream.event;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * A number that no field declares and that neither a long nor a double represents exactly, such as {@code 18446744073709551616}, {@code 1e400} or {@code
 * 0.12345678901234567890}. It keeps its text, so it is published as it came. Rules read declared fields alone; in a
 * declared list, they read such a number as the nearest double.
 *
 * @param text the number in JSON syntax
 */
public record ExactNumber(String text) implements Serializable {
    /** The largest exponent of {@link #decimal}. A double's exponent is at most 308, so no limit of a schema is near. */
    private static final int MAX_EXPONENT = 1_000;

    public ExactNumber {
        Objects.requireNonNull(text, "text");
    }

    /**
     * Returns the value, for comparisons and arithmetic. An exponent beyond 1,000 is reduced to 1,000, because arithmetic with {@code 1e999999999} would
     * create a number of a billion digits. The cost grows with the square of the number of digits; parsers accept at most 1,000 characters.
     */
    public BigDecimal decimal() {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e < 0) {
            return new BigDecimal(text);
        }
        BigDecimal digits = new BigDecimal(text.substring(0, e));
        return digits.scaleByPowerOfTen(exponent(e + 1));
    }

    private int exponent(int start) {
        boolean negative = text.charAt(start) == '-';
        int exponent = 0;
        for (int i = Character.isDigit(text.charAt(start)) ? start : start + 1; i < text.length(); i++) {
            exponent = Math.min(MAX_EXPONENT, 10 * exponent + Character.digit(text.charAt(i), 10));
        }
        return negative ? -exponent : exponent;
    }

    /** Returns the text of the number. */
    @Override
    public String toString() {
        return text;
    }
}
