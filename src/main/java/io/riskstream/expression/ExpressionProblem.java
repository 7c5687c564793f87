package io.riskstream.expression;

import java.util.Optional;

/**
 * One mistake in an expression.
 *
 * @param offset the start of the wrong part, in chars from the beginning of the text
 * @param length the length of the wrong part, in characters, at least 1
 * @param line the line number, from 1
 * @param column the column, from 1, in characters as an editor shows them
 * @param message what is wrong, without the position and the hint
 * @param hint the most likely intended word, or what to do
 */
public record ExpressionProblem(int offset, int length, int line, int column, String message, Optional<String> hint) {
    private static final String BEFORE_HINT = "; ";

    /**
     * Creates a problem.
     *
     * @param message with the hint, if there is one, after the last semicolon
     */
    static ExpressionProblem at(String text, int offset, String message) {
        String before = text.substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int lineStart = before.lastIndexOf('\n') + 1;
        int column = 1 + before.codePointCount(lineStart, offset);
        int end = message.lastIndexOf(BEFORE_HINT);
        Optional<String> hint = end < 0 ? Optional.empty() : Optional.of(message.substring(end + BEFORE_HINT.length()));
        return new ExpressionProblem(
                offset, length(text, offset), line, column, end < 0 ? message : message.substring(0, end), hint);
    }

    /** Returns the message and the hint. */
    public String sentence() {
        return message + hint.map(BEFORE_HINT::concat).orElse("");
    }

    /** Returns the length of the name or number at an offset; 1 for anything else. */
    private static int length(String text, int offset) {
        int end = offset;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return Math.max(1, text.codePointCount(offset, end));
    }
}
