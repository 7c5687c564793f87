package io.riskstream.validate.pattern;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Translates a regular expression of ECMA-262, which JSON Schema uses, to {@link Pattern}. Both write the same, with a few exceptions: Java's {@code $}
 * also matches before a line break at the end, its dot does not match U+0085, its {@code \s} matches ASCII alone, and a bracket inside a class begins
 * another class.
 */
public final class EcmaExpression {
    private static final String LINE_TERMINATORS = "\\n\\r\\u2028\\u2029";
    private static final String SPACES =
            "\\t\\n\\x0B\\f\\r \\u00a0\\ufeff\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
    /** Names of Unicode's properties that Java does not know, and the names that it knows. */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Mark", "M"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("digit", "Nd"),
            Map.entry("Punctuation", "P"),
            Map.entry("punct", "P"),
            Map.entry("Symbol", "S"),
            Map.entry("Separator", "Z"),
            Map.entry("Space_Separator", "Zs"),
            Map.entry("Alphabetic", "IsAlphabetic"),
            Map.entry("Uppercase", "IsUppercase"),
            Map.entry("Lowercase", "IsLowercase"),
            Map.entry("White_Space", "IsWhite_Space"));

    private final String expression;
    private final StringBuilder java = new StringBuilder();
    private int position;
    private boolean inClass;

    private EcmaExpression(String expression) {
        this.expression = expression;
    }

    /** @throws PatternSyntaxException if it is not a regular expression */
    public static Pattern compile(String expression) {
        return Pattern.compile(toJava(expression));
    }

    /** Returns the expression of {@link Pattern} with the same meaning. An expression that is not valid stays so. */
    public static String toJava(String expression) {
        EcmaExpression translated = new EcmaExpression(expression);
        while (translated.position < expression.length()) {
            translated.next();
        }
        return translated.java.toString();
    }

    private void next() {
        char c = expression.charAt(position++);
        switch (c) {
            case '\\' -> escape();
            case '[' -> openClass();
            case ']' -> {
                inClass = false;
                java.append(c);
            }
            case '$' -> java.append(inClass ? "$" : "\\z");
            case '.' -> java.append(inClass ? "." : "[^" + LINE_TERMINATORS + "]");
            case '&' -> java.append(inClass ? "\\&" : "&"); // Java reads two of them as an intersection
            default -> java.append(c);
        }
    }

    private void openClass() {
        if (inClass) {
            java.append("\\[");
        } else if (expression.startsWith("]", position)) { // the class without characters
            java.append("(?!)");
            position++;
        } else if (expression.startsWith("^]", position)) { // all characters
            java.append("[\\s\\S]");
            position += 2;
        } else {
            inClass = true;
            java.append('[');
            if (expression.startsWith("^", position)) {
                java.append('^');
                position++;
            }
        }
    }

    private void escape() {
        if (position == expression.length()) {
            java.append('\\');
            return;
        }
        char c = expression.charAt(position++);
        switch (c) {
            case 's' -> java.append(inClass ? SPACES : "[" + SPACES + "]");
            case 'S' -> java.append("[^" + SPACES + "]");
            case 'v' -> java.append("\\x0B"); // all vertical spaces in Java
            case '0' -> java.append("\\x00");
            case 'u' -> java.append(expression.startsWith("{", position) ? "\\x" : "\\u");
            case 'p', 'P' -> property(c);
            default -> java.append('\\').append(c);
        }
    }

    private void property(char c) {
        java.append('\\').append(c);
        int end = expression.indexOf('}', position);
        if (expression.startsWith("{", position) && end > 0) {
            String name = expression.substring(position + 1, end);
            java.append('{').append(PROPERTIES.getOrDefault(name, name)).append('}');
            position = end + 1;
        }
    }
}
