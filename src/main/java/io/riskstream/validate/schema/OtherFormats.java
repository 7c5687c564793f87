package io.riskstream.validate.schema;

import io.riskstream.text.Rfc3339;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Formats that are checked only on request. Each takes time in proportion to the text's length. */
final class OtherFormats {
    private static final int MAX_REGEX = 10_000;
    private static final String TIME_OF_DAY = "(?:\\d++H(?:\\d++M(?:\\d++S)?)?|\\d++M(?:\\d++S)?|\\d++S)";
    /** Appendix A of RFC 3339. */
    private static final Pattern DURATION =
            Pattern.compile("P(?:\\d++W|(?:\\d++Y(?:\\d++M(?:\\d++D)?)?|\\d++M(?:\\d++D)?|\\d++D)(?:T" + TIME_OF_DAY
                    + ")?|T" + TIME_OF_DAY + ")");
    /** Literals and expressions of RFC 6570. */
    private static final Pattern URI_TEMPLATE = Pattern.compile(
            "(?:[^\\x00-\\x20\"'<>\\\\^`{|}%]|%[0-9A-Fa-f]{2}|\\{[+#./;?&=,!@|]?[\\w.%]++(?:\\*|:[1-9]\\d{0,3})?(?:,[\\w.%]++(?:\\*|:[1-9]\\d{0,3})?)*+})*+");

    private OtherFormats() {}

    static boolean isTime(String text) {
        return Rfc3339.isDateTime("2000-01-01T" + text);
    }

    static boolean isDuration(String text) {
        return DURATION.matcher(text).matches();
    }

    static boolean isUri(String text) {
        return isAscii(text) && isIri(text);
    }

    static boolean isUriReference(String text) {
        return isAscii(text) && isIriReference(text);
    }

    static boolean isIri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isIriReference(String text) {
        try {
            return new URI(text).getRawPath() != null || isIri(text);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    static boolean isUriTemplate(String text) {
        return URI_TEMPLATE.matcher(text).matches();
    }

    static boolean isJsonPointer(String text) {
        return text.isEmpty() || text.charAt(0) == '/' && hasValidEscapes(text);
    }

    private static boolean hasValidEscapes(String text) {
        for (int i = text.indexOf('~'); i >= 0; i = text.indexOf('~', i + 1)) {
            if (i + 1 == text.length() || text.charAt(i + 1) != '0' && text.charAt(i + 1) != '1') {
                return false;
            }
        }
        return true;
    }

    static boolean isRelativeJsonPointer(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        boolean isNumber = end == 1 || end > 1 && text.charAt(0) != '0';
        return isNumber && (text.substring(end).equals("#") || isJsonPointer(text.substring(end)));
    }

    static boolean isRegex(String text) {
        try {
            return text.length() <= MAX_REGEX && Pattern.compile(text) != null;
        } catch (PatternSyntaxException | StackOverflowError e) {
            return false;
        }
    }
}
