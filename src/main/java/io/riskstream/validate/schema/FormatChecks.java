package io.riskstream.validate.schema;

import java.util.EnumSet;
import java.util.Set;

/** Which formats an event must have. The others describe a value and reject nothing. */
public enum FormatChecks {
    /** {@code date}, {@code date-time}, {@code uuid}, {@code email} and {@code ipv4}. */
    COMMON(EnumSet.of(TextFormat.DATE, TextFormat.DATE_TIME, TextFormat.UUID, TextFormat.EMAIL, TextFormat.IPV4)),
    /** All formats of JSON Schema 2020-12. */
    ALL(EnumSet.allOf(TextFormat.class)),
    /** None, as JSON Schema 2020-12 has it. */
    NONE(EnumSet.noneOf(TextFormat.class));

    private final Set<TextFormat> checked;

    FormatChecks(Set<TextFormat> checked) {
        this.checked = checked;
    }

    /** True if an event must have the format. */
    public boolean includes(TextFormat format) {
        return checked.contains(format);
    }
}
