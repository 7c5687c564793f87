package io.riskstream.expression;

/**
 * One mistake in an expression.
 *
 * @param offset the start of the wrong part, in chars from the beginning of the text
 * @param length the length of the wrong part, in characters, at least 1
 * @param line the line number, from 1
 * @param column the column, from 1, in characters as an editor shows them
 * @param message one sentence without the position
 */
public record ExpressionProblem(int offset, int length, int line, int column, String message) {
    static ExpressionProblem at(String text, int offset, String message) {
        String before = text.substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int lineStart = before.lastIndexOf('\n') + 1;
        int column = 1 + before.codePointCount(lineStart, offset);
        return new ExpressionProblem(offset, length(text, offset), line, column, message);
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
