package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A number with grouped digits, a currency, a sign before or after it, or parentheses for a negative one: {@code $67,349}, {@code (1,200.50)}, {@code 1.234,56 €}.
 * Groups have three digits, so that {@code 1,5} is never read as 15.
 *
 * @param decimal the decimal separator, a point or a comma; the other one groups digits, as apostrophes and spaces do
 * @param percent true if the value has a percent sign, and the number is a hundredth of it
 */
record NumberText(char decimal, boolean percent) implements ValueFormat {
    private static final long serialVersionUID = 1;
    private static final int GROUP = 3;
    private static final int MAX_LENGTH = 400;
    private static final int MAX_EXPONENT_DIGITS = 3;
    private static final long MAX_EXACT = 1L << 53;
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public boolean convert(FieldValues values, int slot, FieldType type) {
        ValueKind kind = values.kind(slot);
        if (kind == ValueKind.LONG || kind == ValueKind.DOUBLE) {
            return !percent; // a number without a percent sign may be a fraction or a percentage
        }
        if (kind != ValueKind.STRING || values.string(slot).length() > MAX_LENGTH) {
            return false;
        }
        String digits = canonical(values.string(slot));
        return digits != null && put(new BigDecimal(digits), type, values, slot);
    }

    private boolean put(BigDecimal number, FieldType type, FieldValues values, int slot) {
        BigDecimal value = percent ? number.movePointLeft(2) : number;
        boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        boolean fits = whole && value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        if (fits && (type != FieldType.DOUBLE || Math.abs(value.longValueExact()) > MAX_EXACT)) {
            values.setInteger(slot, value.longValueExact());
            return true;
        }
        double rounded = value.doubleValue();
        if (Double.isInfinite(rounded) || whole && !fits && type == FieldType.LONG) {
            return false;
        }
        values.setNumber(slot, rounded);
        return true;
    }

    /** Returns the number in the notation of JSON, except that it may have leading zeros; null if the text is not such a number. */
    private String canonical(String text) {
        Affixes affixes = new Affixes(text);
        if (!affixes.remove(percent)) {
            return null;
        }
        String digits = digits(affixes.rest());
        return digits == null ? null : affixes.negative() ? "-" + digits : digits;
    }

    /** Returns the digits with a decimal point and without groups; null if they are not well formed. */
    private String digits(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        char grouping = 0;
        int inGroup = 0;
        int index = 0;
        for (; index < text.length() && text.charAt(index) != decimal; index++) {
            char c = text.charAt(index);
            if (isDigit(c)) {
                inGroup++;
                plain.append(c);
            } else if (isGrouping(c) && (grouping == 0 ? isFirstGroup(plain) : c == grouping && inGroup == GROUP)) {
                grouping = c;
                inGroup = 0;
            } else {
                break;
            }
        }
        if (grouping != 0 && inGroup != GROUP) {
            return null;
        }
        if (index < text.length() && text.charAt(index) == decimal) {
            plain.append('.');
            for (index++; index < text.length() && isDigit(text.charAt(index)); index++) {
                plain.append(text.charAt(index));
            }
        }
        boolean hasDigits = plain.length() > (plain.indexOf(".") >= 0 ? 1 : 0);
        if (!hasDigits) {
            return null;
        }
        return index == text.length() ? plain.toString() : grouping == 0 ? withExponent(plain, text, index) : null;
    }

    /** Returns the number with its exponent, as spreadsheets write large numbers: {@code 1.5E+07}. */
    private static String withExponent(StringBuilder plain, String text, int from) {
        int digits = from + 1;
        if (digits < text.length() && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
            digits++;
        }
        int length = text.length() - digits;
        boolean exponent = (text.charAt(from) | 0x20) == 'e' && length > 0 && length <= MAX_EXPONENT_DIGITS;
        for (int i = digits; exponent && i < text.length(); i++) {
            exponent = isDigit(text.charAt(i));
        }
        return exponent ? plain.append(text, from, text.length()).toString() : null;
    }

    /** True for one to three digits before a group. A shorter one that begins with zero is no group: 0,123 is a number with a decimal comma. */
    private static boolean isFirstGroup(CharSequence digits) {
        int length = digits.length();
        return length == GROUP || length > 0 && length < GROUP && digits.charAt(0) != '0';
    }

    private boolean isGrouping(char c) {
        return c != decimal && (c == ',' || c == '.' || c == '\'' || c == '\u2019' || Affixes.isSpace(c));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isCurrencyCode(String code) {
        return CURRENCIES.contains(code);
    }

    @Override
    public String expected() {
        if (percent) {
            return "a percentage such as 12" + decimal + "5%";
        }
        return "a number such as " + (decimal == ',' ? "1.234,56" : "1,234.56");
    }

    @Override
    public List<String> samples() {
        return List.of(percent ? "1,234%" : "1,234");
    }

    @Override
    public boolean isDate() {
        return false;
    }

    @Override
    public List<FieldType> types() {
        return List.of(FieldType.LONG, FieldType.DOUBLE);
    }
}
