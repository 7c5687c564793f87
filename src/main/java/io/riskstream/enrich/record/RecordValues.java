package io.riskstream.enrich.record;

import io.riskstream.event.Field;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Converts strings and numbers of records. A number that does not fit its declared type exactly is an error; it is never rounded. */
public final class RecordValues {
    /** A whole number with at most this many digits is exactly representable as a double. */
    private static final int EXACT_DIGITS = 15;

    private RecordValues() {}

    /** Decodes UTF-8 bytes. */
    public static CharBuffer utf8(byte[] bytes) throws InvalidRecordException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new InvalidRecordException("it is not valid UTF-8");
        }
    }

    static long exactLong(String number, Field field) throws InvalidRecordException {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException notWhole) {
            try {
                return new BigDecimal(number).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw InvalidRecordException.of(
                        field, "is declared as long, and its value is not a 64-bit whole number");
            }
        }
    }

    static double exactDouble(String number, Field field) throws InvalidRecordException {
        if (!isDecimal(number)) {
            throw InvalidRecordException.of(field, "is declared as double, and its value is not a number");
        }
        double value;
        try {
            value = Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw InvalidRecordException.of(field, "is declared as double, and its value is not a number");
        }
        boolean whole = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
        if (Double.isInfinite(value)
                || whole
                        && number.length() > EXACT_DIGITS
                        && new BigDecimal(number).compareTo(new BigDecimal(value)) != 0) {
            throw InvalidRecordException.of(
                    field, "is declared as double, and its value is a number that a double cannot represent");
        }
        return value;
    }

    /** True if the string has only characters of a decimal number: Java also parses NaN, hexadecimal digits and a type suffix. */
    private static boolean isDecimal(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (!(c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
                return false;
            }
        }
        return !number.isEmpty();
    }
}
