package io.riskstream.expression;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that is wrong with an expression, and where. The message shows each fault with its line and column, and the line itself with a caret under the
 * place. An expression that cannot be read to its end has one fault, since what follows is anybody's guess; one that can be read has all of them.
 */
public final class ExpressionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final int LONG_LINE = 120;
    private static final int SHOWN_BEFORE = 60;
    private static final int SHOWN_AFTER = 40;

    /**
     * One thing that is wrong.
     *
     * @param offset where it is, in chars from the beginning of the text
     * @param line the line it is in, from 1
     * @param column its column, from 1, in characters as an editor shows them
     * @param reason what is wrong, without the place, in one line
     */
    public record Fault(int offset, int line, int column, String reason) implements Serializable {
        static Fault at(String text, int offset, String reason) {
            String before = text.substring(0, offset);
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int lineStart = before.lastIndexOf('\n') + 1;
            return new Fault(offset, line, 1 + before.codePointCount(lineStart, offset), reason);
        }
    }

    private final List<Fault> faults;

    ExpressionException(String text, int offset, String reason) {
        this(text, List.of(Fault.at(text, offset, reason)));
    }

    /** @param faults at least one, in the order of the text */
    ExpressionException(String text, List<Fault> faults) {
        super(faults.stream().map(fault -> message(text, fault)).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** Each fault, in the order of the text. */
    public List<Fault> faults() {
        return faults;
    }

    private static String message(String text, Fault fault) {
        int offset = fault.offset();
        int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
        int newLine = text.indexOf('\n', offset);
        int lineEnd = newLine < 0 ? text.length() : newLine;
        boolean whole = lineEnd - lineStart <= LONG_LINE;
        int from = whole ? lineStart : Math.max(lineStart, offset - SHOWN_BEFORE);
        int to = whole ? lineEnd : Math.min(lineEnd, offset + SHOWN_AFTER);
        String shown = text.substring(from, to).replace('\t', ' ').stripTrailing();
        String caret = " ".repeat(text.codePointCount(from, offset)) + "^";
        return fault.line() + ":" + fault.column() + ": " + fault.reason() + "\n  " + shown + "\n  " + caret;
    }
}
