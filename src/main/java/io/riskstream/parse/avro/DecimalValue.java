package io.riskstream.parse.avro;

import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.RejectionCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** Reads and converts numbers. A number gets its field's declared type only if its value stays the same, as {@code 3} and {@code 3.0} do. */
final class DecimalValue {
    /** Every whole number up to this one is exactly representable as a double. */
    private static final long MAX_EXACT = 1L << 53;
    /** The longest accepted decimal: 154 digits. Conversions of longer ones take time that grows with the square of the length. */
    private static final int MAX_BYTES = 64;

    private static final int MAX_SCALE = 154;
    /** Up to this number, a float represents every whole number. */
    private static final double MAX_EXACT_FLOAT = 1 << 24;

    private static final double MIN_FRACTION = 1e-3;
    private static final int MAX_FLOAT_DIGITS = 9;

    /** Powers of ten that a double represents exactly. */
    private static final double[] POWERS = new double[23];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    private DecimalValue() {}

    /** Sets the slot to a whole number. */
    static void putWhole(long number, FieldType type, FieldValues values, int slot) {
        if (type == FieldType.DOUBLE && number >= -MAX_EXACT && number <= MAX_EXACT) {
            values.setNumber(slot, (double) number);
        } else {
            values.setInteger(slot, number);
        }
    }

    /** Sets the slot to a number that may have a fraction. */
    static void putNumber(double number, FieldType type, FieldValues values, int slot) throws InvalidAvroException {
        OptionalLong exact = type == FieldType.LONG ? exactLong(number) : OptionalLong.empty();
        if (exact.isPresent()) {
            values.setInteger(slot, exact.getAsLong());
        } else if (Double.isFinite(number)) {
            values.setNumber(slot, number);
        } else {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_NUMBER, "a number is infinite or NaN, which no field can hold");
        }
    }

    private static OptionalLong exactLong(double number) {
        boolean exact = number >= -MAX_EXACT && number <= MAX_EXACT && number == Math.rint(number);
        return exact ? OptionalLong.of((long) number) : OptionalLong.empty();
    }

    /**
     * Returns the double whose decimal form is the shortest one of this float, as JSON would have it: 67.35 for the float next to 67.35, and not
     * 67.3499984741211. Takes about 10 ns for a number with two digits after the point.
     */
    static double shortest(float number) {
        double exact = number;
        double magnitude = Math.abs(exact);
        if (magnitude < MAX_EXACT_FLOAT) {
            if (exact == Math.rint(exact)) {
                return exact;
            }
            for (int digits = 1; magnitude >= MIN_FRACTION && digits <= MAX_FLOAT_DIGITS; digits++) {
                // both operands are exact, so the quotient is the double nearest to the decimal
                double rounded = Math.rint(exact * POWERS[digits]) / POWERS[digits];
                if ((float) rounded == number) {
                    return rounded;
                }
            }
        }
        return Float.isFinite(number) ? shortestOfAny(number) : exact;
    }

    private static double shortestOfAny(float number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MAX_FLOAT_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.floatValue() == number) {
                return rounded.doubleValue();
            }
        }
        return exact.round(new MathContext(MAX_FLOAT_DIGITS, RoundingMode.HALF_EVEN))
                .doubleValue(); // 9 digits identify every float
    }

    /** Reads a decimal of a given length into a slot. A field that is declared as a string gets it as text, with all digits of its scale. */
    static void put(BinaryInput in, int length, int scale, FieldType type, FieldValues values, int slot)
            throws InvalidAvroException {
        if (length <= 8 && type != FieldType.STRING) {
            long unscaled = in.readBigEndian(length);
            if (scale == 0) {
                putWhole(unscaled, type, values, slot);
                return;
            } else if (unscaled >= -MAX_EXACT && unscaled <= MAX_EXACT && scale < POWERS.length) {
                putNumber(unscaled / POWERS[scale], type, values, slot);
                return;
            }
            put(BigDecimal.valueOf(unscaled, scale), type, values, slot);
            return;
        }
        put(read(in, length, scale), type, values, slot);
    }

    /** Sets the slot to a decimal. */
    static void put(BigDecimal number, FieldType type, FieldValues values, int slot) throws InvalidAvroException {
        if (type == FieldType.STRING) {
            values.setString(slot, number.toPlainString());
            return;
        }
        OptionalLong whole = whole(number);
        if (whole.isPresent() && (number.scale() <= 0 || type == FieldType.LONG)) {
            putWhole(whole.getAsLong(), type, values, slot);
        } else if (isWhole(number) && type != FieldType.DOUBLE) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_NUMBER, "a whole number is too large: it must fit 64 bits");
        } else {
            putNumber(number.doubleValue(), type, values, slot);
        }
    }

    /** True if a decimal has at most 154 digits, also after the point. */
    static boolean isLimited(int length, int scale) {
        return length <= MAX_BYTES && scale >= -MAX_SCALE && scale <= MAX_SCALE;
    }

    private static void requireLimited(int length, int scale) throws InvalidAvroException {
        if (!isLimited(length, scale)) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_NUMBER,
                    "a decimal has more than " + MAX_BYTES + " bytes or a scale beyond " + MAX_SCALE);
        }
    }

    /** Reads a decimal of a given length. */
    static BigDecimal read(BinaryInput in, int length, int scale) throws InvalidAvroException {
        requireLimited(length, scale);
        byte[] bytes = in.readBytes(length);
        return new BigDecimal(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes), scale);
    }

    /** Reads a decimal that contains its scale: bytes that contain the unscaled bytes and an int. */
    static BigDecimal readWithScale(BinaryInput in) throws InvalidAvroException {
        int total = in.readLength();
        int end = in.position() + total;
        int length = in.readLength();
        byte[] bytes = in.readBytes(length);
        int scale = in.readInt();
        if (in.position() != end) {
            throw BinaryInput.invalid("a decimal has another length than its bytes");
        }
        requireLimited(length, scale);
        return new BigDecimal(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes), scale);
    }

    /** Returns a decimal as an element of a declared list: a Long or a Double. */
    static Object element(BigDecimal number) throws InvalidAvroException {
        OptionalLong whole = whole(number);
        if (whole.isPresent() && number.scale() <= 0) {
            return whole.getAsLong();
        }
        double nearest = number.doubleValue();
        if (!whole.isPresent() && isWhole(number) && new BigDecimal(nearest).compareTo(number) != 0) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_NUMBER, "a whole number is too large: it must fit 64 bits");
        }
        return nearest;
    }

    /** Returns a decimal that is not declared, without a change of its value. */
    static Object undeclared(BigDecimal number) {
        OptionalLong whole = whole(number);
        if (whole.isPresent() && number.scale() <= 0) {
            return whole.getAsLong();
        }
        double nearest = number.doubleValue();
        return BigDecimal.valueOf(nearest).compareTo(number) == 0
                ? (Object) nearest
                : new ExactNumber(number.toPlainString());
    }

    private static OptionalLong whole(BigDecimal number) {
        try {
            return OptionalLong.of(number.longValueExact());
        } catch (ArithmeticException fractionOrTooLarge) {
            return OptionalLong.empty();
        }
    }

    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }
}
