package io.riskstream.event;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The rule by which the values of a key template become one key, and a key becomes the values again. Look-ups, message keys and the loader of records
 * share it. In a template with several placeholders, one character of each text between two placeholders is the separator. It does not occur in an
 * escaped value, so a key has one reading only.
 */
public final class KeyFormat {
    private static final char ESCAPE = '%';
    /** The characters of an escape sequence, which cannot be separators. */
    private static final String RESERVED = "%0123456789ABCDEF";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final ParsedTemplate template;
    /** The separators and the escape character; empty if values are not escaped. */
    private final String escaped;

    /**
     * Creates the format of a template.
     *
     * @throws ConfigurationException if {@code escape} is SEPARATORS and the text between two placeholders has no character that can be a separator
     */
    public static KeyFormat of(ParsedTemplate template, KeyEscape escape) {
        StringBuilder escaped = new StringBuilder();
        if (escape == KeyEscape.SEPARATORS && template.placeholders().size() > 1) {
            escaped.append(ESCAPE);
            for (String literal : between(template)) {
                if (!literal.isEmpty()) {
                    int separator = separator(literal);
                    if (separator < 0) {
                        throw problem(
                                template,
                                "'" + literal + "' cannot separate two placeholders",
                                "put a character such as ':' between them");
                    }
                    escaped.append(literal.charAt(separator));
                }
            }
        }
        return new KeyFormat(template, escaped.toString());
    }

    private KeyFormat(ParsedTemplate template, String escaped) {
        this.template = template;
        this.escaped = escaped;
    }

    private static List<String> between(ParsedTemplate template) {
        return template.literals().subList(1, template.literals().size() - 1);
    }

    /** Returns the index of the separator in a text between two placeholders: a punctuation mark if there is one, else a letter; -1 if there is neither. */
    private static int separator(String literal) {
        int letter = -1;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (RESERVED.indexOf(c) < 0 && !Character.isSurrogate(c)) {
                if (!Character.isLetterOrDigit(c)) {
                    return i;
                }
                letter = letter < 0 ? i : letter;
            }
        }
        return letter;
    }

    private static ConfigurationException problem(ParsedTemplate template, String message, String hint) {
        String text = template.text();
        return new ConfigurationException(ConfigurationProblem.ofOption("template '" + text + "'", "", text, message)
                .withHint(hint));
    }

    /**
     * Checks that a key has one reading only: between two placeholders there is a text, or one of them takes a part of a date, which has a fixed length.
     *
     * @throws ConfigurationException if different values of an event could give the same key
     */
    public void checkUnambiguous() {
        if (!escapes()) {
            return;
        }
        String previous = "";
        for (int i = 0; i < template.placeholders().size(); i++) {
            previous = template.literals().get(i).isEmpty() ? previous : "";
            if (fixedLength(i) == 0) {
                String name = template.placeholders().get(i).name();
                if (!previous.isEmpty()) {
                    throw problem(
                            template,
                            "no text separates {" + previous + "} and {" + name
                                    + "}, so different events could have the same key",
                            "put a character such as ':' between them, or, if their values have fixed lengths, set keyEscape: NONE");
                }
                previous = name;
            }
        }
    }

    /** True if values are escaped: the template has several placeholders. */
    public boolean escapes() {
        return !escaped.isEmpty();
    }

    /** Returns the number of characters of each value of a placeholder that takes a part of a date; 0 for any other placeholder. */
    public int fixedLength(int placeholder) {
        return template.placeholders().get(placeholder).conversion().dateLength();
    }

    /** Returns the key with these converted values, one for each placeholder. */
    public String join(List<String> values) {
        StringBuilder key = new StringBuilder(template.text().length() + 16);
        for (int i = 0; i < values.size(); i++) {
            key.append(template.literals().get(i));
            int start = key.length();
            key.append(values.get(i));
            escape(key, start);
        }
        return key.append(template.literals().get(values.size())).toString();
    }

    /** Escapes the value at the end of a key. Allocates nothing if the value has no separator. */
    void escape(StringBuilder key, int start) {
        if (!escapes()) {
            return;
        }
        for (int i = start; i < key.length(); i++) {
            char c = key.charAt(i);
            if (escaped.indexOf(c) >= 0) {
                String sequence = sequence(c);
                key.replace(i, i + 1, sequence);
                i += sequence.length() - 1;
            }
        }
    }

    /** Returns the bytes of a character in UTF-8, each as % and two hexadecimal digits. */
    private static String sequence(char c) {
        StringBuilder sequence = new StringBuilder();
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
            sequence.append(ESCAPE).append(HEX.toHexDigits(b));
        }
        return sequence.toString();
    }

    /** Returns the values of which {@link #join} makes a key; empty if there are none. Use it only if {@link #escapes}. */
    public Optional<List<String>> split(String key) {
        List<String> values = new ArrayList<>();
        int last = template.placeholders().size();
        if (!key.startsWith(template.literals().get(0))) {
            return Optional.empty();
        }
        int from = template.literals().get(0).length();
        for (int first = 0; first < last; ) {
            int next = first + 1;
            while (next < last && template.literals().get(next).isEmpty()) {
                next++;
            }
            String literal = template.literals().get(next);
            int end = next == last ? key.length() - literal.length() : key.indexOf(escaped(literal), from);
            end -= next == last ? 0 : separator(literal);
            if (end < from
                    || !key.startsWith(literal, end)
                    || !splitAdjacent(key.substring(from, end), first, next, values)) {
                return Optional.empty();
            }
            from = end + literal.length();
            first = next;
        }
        return join(values).equals(key) ? Optional.of(values) : Optional.empty();
    }

    private static char escaped(String literal) {
        return literal.charAt(separator(literal));
    }

    /** Splits the text of placeholders without a text between them, of which at most one has no fixed length. */
    private boolean splitAdjacent(String text, int first, int next, List<String> values) {
        int fixed = 0;
        for (int i = first; i < next; i++) {
            fixed += escapedLength(i);
        }
        int from = 0;
        for (int i = first; i < next; i++) {
            int length = fixedLength(i) > 0 ? escapedLength(i) : text.length() - fixed;
            if (length < 0 || from + length > text.length()) {
                return false;
            }
            Optional<String> value = unescaped(text.substring(from, from + length));
            if (value.isEmpty()) {
                return false;
            }
            values.add(value.get());
            from += length;
        }
        return from == text.length();
    }

    /** Returns the length of an escaped part of a date, which may have '-' as a separator; 0 for any other placeholder. */
    private int escapedLength(int placeholder) {
        StringBuilder date = new StringBuilder("0000-00-00").delete(fixedLength(placeholder), 10);
        escape(date, 0);
        return date.length();
    }

    private static Optional<String> unescaped(String value) {
        if (value.indexOf(ESCAPE) < 0) {
            return Optional.of(value);
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        int size = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == ESCAPE) {
                if (i + 2 >= bytes.length
                        || !HexFormat.isHexDigit(bytes[i + 1])
                        || !HexFormat.isHexDigit(bytes[i + 2])) {
                    return Optional.empty();
                }
                bytes[size] = (byte) (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                bytes[size] = bytes[i];
            }
            size++;
        }
        return Optional.of(new String(bytes, 0, size, StandardCharsets.UTF_8));
    }
}
