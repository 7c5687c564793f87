package io.riskstream.validate.schema;

import io.riskstream.text.Rfc3339;
import java.util.Optional;
import java.util.function.Predicate;

/** The formats of strings that are checked. Dates are read by {@link Rfc3339}. */
public enum TextFormat {
    DATE("date", "a date such as 2005-08-28", Rfc3339::isDate),
    DATE_TIME("date-time", "a date and time with an offset, such as 2005-08-28T06:10:00Z", Rfc3339::isDateTime),
    UUID("uuid", "a UUID", TextFormat::isUuid),
    EMAIL("email", "an e-mail address", TextFormat::isEmail),
    IPV4("ipv4", "an IPv4 address such as 192.0.2.1", TextFormat::isIpv4);

    private final String keyword;
    private final String description;
    private final Predicate<String> check;

    TextFormat(String keyword, String description, Predicate<String> check) {
        this.keyword = keyword;
        this.description = description;
        this.check = check;
    }

    public static Optional<TextFormat> of(String keyword) {
        for (TextFormat format : values()) {
            if (format.keyword.equals(keyword)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** Returns the value of {@code format} in a schema. */
    public String keyword() {
        return keyword;
    }

    /** Returns the object of a sentence "must be ...". */
    String description() {
        return description;
    }

    /** True if the text has this format. Allocates nothing. */
    public boolean matches(String text) {
        return check.test(text);
    }

    private static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isHex(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
    }

    /** True for the addresses in common use (RFC 5321, dot-atoms of ASCII): no quoted names, comments or address literals. */
    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && at <= 64
                && text.length() - at - 1 <= 255
                && isDotted(text, 0, at, "!#$%&'*+-/=?^_`{|}~", text.length())
                && isDotted(text, at + 1, text.length(), "-", 63)
                && isHostName(text, at + 1);
    }

    /** True if the range has non-empty parts of letters, digits and the other characters, separated by dots. */
    private static boolean isDotted(String text, int from, int to, String others, int maxPart) {
        int start = from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (i == start) {
                    return false;
                }
                start = i + 1;
            } else if (!(c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z' || others.indexOf(c) >= 0)
                    || i - start >= maxPart) {
                return false;
            }
        }
        return start < to;
    }

    private static boolean isHostName(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            boolean edge =
                    i == from || i == text.length() - 1 || text.charAt(i - 1) == '.' || text.charAt(i + 1) == '.';
            if (text.charAt(i) == '-' && edge) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String text) {
        int parts = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0) {
                    return false;
                }
                parts++;
                digits = 0;
                value = 0;
            } else {
                boolean leadingZero = digits == 1 && value == 0;
                value = 10 * value + c - '0';
                if (c < '0' || c > '9' || leadingZero || value > 255) {
                    return false;
                }
                digits++;
            }
        }
        return parts == 4;
    }
}
