package io.riskstream.expression;

/** What is wrong with an expression, and where. The message shows the line with a caret under the place. */
public final class ExpressionFault extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_BEFORE = 60;
    private static final int SHOWN_AFTER = 40;

    private final int offset;
    private final int line;
    private final int column;
    private final String reason;

    ExpressionFault(String text, int offset, String reason) {
        super(message(text, offset, reason));
        this.offset = offset;
        this.line = line(text, offset);
        this.column = column(text, offset);
        this.reason = reason;
    }

    /** Where it is, in chars from the beginning of the text. */
    public int offset() {
        return offset;
    }

    /** The line it is in, from 1. */
    public int line() {
        return line;
    }

    /** Its column, from 1, in characters as an editor shows them. */
    public int column() {
        return column;
    }

    /** What is wrong, without the place, in one line. */
    public String reason() {
        return reason;
    }

    private static String message(String text, int offset, String reason) {
        int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
        int lineEnd = text.indexOf('\n', offset);
        int from = Math.max(lineStart, offset - SHOWN_BEFORE);
        int to = Math.min(lineEnd < 0 ? text.length() : lineEnd, offset + SHOWN_AFTER);
        String shown = text.substring(from, to).replace('\t', ' ').stripTrailing();
        String caret = " ".repeat(text.codePointCount(from, offset)) + "^";
        return line(text, offset) + ":" + column(text, offset) + ": " + reason + "\n  " + shown + "\n  " + caret;
    }

    private static int line(String text, int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static int column(String text, int offset) {
        return 1 + text.codePointCount(text.lastIndexOf('\n', offset - 1) + 1, offset);
    }
}
