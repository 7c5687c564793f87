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

    /** Appends the converted value. Returns false, and appends nothing, if a date is needed and the value does not begin with one. */
    public boolean append(String value, StringBuilder to) {
        if (takesDate()) {
            boolean date = value.length() >= 10 && value.charAt(4) == '-' && value.charAt(7) == '-';
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
