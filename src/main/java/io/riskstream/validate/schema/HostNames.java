package io.riskstream.validate.schema;

import java.net.IDN;

/** Host names and e-mail addresses. */
final class HostNames {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final int MAX_LOCAL_PART = 64;
    private static final String LOCAL_PART = "!#$%&'*+-/=?^_`{|}~";

    private HostNames() {}

    /** True for names of letters, digits and hyphens (RFC 1123). */
    static boolean isHostName(String text) {
        return text.length() <= MAX_NAME
                && isDotted(text, 0, text.length(), "-", MAX_LABEL)
                && hasNoHyphenAtAnEdge(text, 0);
    }

    /** True for names that IDNA 2003 converts to a host name. */
    static boolean isInternationalHostName(String text) {
        try {
            return text.length() <= MAX_NAME && isHostName(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** As {@link #isEmail}; both parts may have other letters than those of ASCII. */
    static boolean isInternationalEmail(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0 || at > MAX_LOCAL_PART) {
            return false;
        }
        String local = text.substring(0, at).replaceAll("[^\\x00-\\x7f]", "x");
        return isDotted(local, 0, local.length(), LOCAL_PART, local.length())
                && isInternationalHostName(text.substring(at + 1));
    }

    /** True for the addresses in common use (RFC 5321, dot-atoms of ASCII): no quoted names, comments or address literals. */
    static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && at <= MAX_LOCAL_PART
                && text.length() - at - 1 <= 255
                && isDotted(text, 0, at, LOCAL_PART, text.length())
                && isDotted(text, at + 1, text.length(), "-", MAX_LABEL)
                && hasNoHyphenAtAnEdge(text, at + 1);
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

    private static boolean hasNoHyphenAtAnEdge(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            boolean edge =
                    i == from || i == text.length() - 1 || text.charAt(i - 1) == '.' || text.charAt(i + 1) == '.';
            if (text.charAt(i) == '-' && edge) {
                return false;
            }
        }
        return true;
    }
}
