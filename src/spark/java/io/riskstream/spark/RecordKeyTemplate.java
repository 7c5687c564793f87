package io.riskstream.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of the records of one field, such as {@code market:{state}}. A look-up of the pipeline finds them with the same text as its {@code key}.
 *
 * @param field the path of the field
 */
record RecordKeyTemplate(String prefix, String field, String suffix) {
    private static final Pattern TEMPLATE = Pattern.compile("([^{}]*)\\{([^{}|]+)}([^{}]*)");

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it does not have one placeholder; the message is a clause
     */
    static RecordKeyTemplate of(String text) {
        Matcher match = TEMPLATE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "must be keys with one field in braces each, such as market:{state}, not '" + text + "'");
        }
        return new RecordKeyTemplate(match.group(1), match.group(2).strip(), match.group(3));
    }

    /** Returns the key of a value. */
    String key(String value) {
        return prefix + value + suffix;
    }
}
