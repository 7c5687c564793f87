package io.riskstream.event;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Converts the value of a placeholder, as in {@code {dateOfLoss|month}}. */
public enum Conversion {
    /** Leaves the value as it is: a placeholder without {@code |}. */
    NONE(0),
    /** Takes {@code 2004-09-16} from an ISO 8601 date or date-time. */
    DATE(10),
    /** Takes {@code 2004-09}. */
    MONTH(7),
    /** Takes {@code 2004}. */
    YEAR(4),
    LOWER(0),
    UPPER(0);

    private static final List<String> NAMES = Arrays.stream(values())
            .filter(conversion -> conversion != NONE)
            .map(conversion -> conversion.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final String DATE_FORM = "0000-00-00";

    private final int dateLength;

    Conversion(int dateLength) {
        this.dateLength = dateLength;
    }

    static Conversion named(String name, String template) {
        if (!NAMES.contains(name)) {
            throw new ConfigurationException(ConfigurationProblem.ofOption(
                            "template '" + template + "'", "", name, "no conversion '|" + name + "'")
                    .withHint(Nearest.hint(name, NAMES)));
        }
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** True if the conversion takes a part of a date. */
    public boolean takesDate() {
        return dateLength > 0;
    }

    /** Returns the length of the part of a date that the conversion takes; 0 if it takes none. */
    int dateLength() {
        return dateLength;
    }

    /** True if the conversion applies to a value: it takes no part of a date, or the value begins with an ISO 8601 date as far as the part is concerned. */
    public boolean accepts(CharSequence value) {
        return !takesDate() || hasDateForm(value) && isDatePart(value.subSequence(0, dateLength));
    }

    /** True if a part of a date, which this conversion has taken, has digits and hyphens where a date has them; for any other conversion, always. */
    boolean isDatePart(CharSequence part) {
        for (int i = 0; i < dateLength; i++) {
            char c = part.charAt(i);
            if (DATE_FORM.charAt(i) == '-' ? c != '-' : !isDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasDateForm(CharSequence value) {
        return value.length() >= DATE_FORM.length() && value.charAt(4) == '-' && value.charAt(7) == '-';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Appends the converted value. Returns false, and appends nothing, if a date is needed and the value has another form. This method is on the hot path: it
     * looks at the length and the hyphens, and {@link #accepts} looks at every character.
     */
    public boolean append(String value, StringBuilder to) {
        if (takesDate()) {
            boolean date = hasDateForm(value);
            if (date) {
                to.append(value, 0, dateLength);
            }
            return date;
        }
        to.append(
                this == LOWER
                        ? value.toLowerCase(Locale.ROOT)
                        : this == UPPER ? value.toUpperCase(Locale.ROOT) : value);
        return true;
    }
}
