package io.riskstream.expression;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reports every mistake in an expression. The message shows each problem with its line and column, and the line with a caret under the wrong part.
 * If the syntax is wrong, there is one problem, because the parser cannot interpret what follows it. Otherwise all problems are reported.
 */
public final class ExpressionException extends ConfigurationException {
    private static final long serialVersionUID = 1;
    private static final int LONG_LINE = 120;
    private static final int SHOWN_BEFORE = 60;
    private static final int SHOWN_AFTER = 40;

    private final transient List<ExpressionProblem> expressionProblems;

    ExpressionException(String text, int offset, String message) {
        this(text, List.of(ExpressionProblem.at(text, offset, message)));
    }

    /**
     * Creates an exception.
     *
     * @param problems at least one, in the order of the text
     */
    ExpressionException(String text, List<ExpressionProblem> problems) {
        super(
                problems.stream().map(problem -> excerpt(text, problem)).collect(Collectors.joining("\n")),
                problems.stream().map(problem -> ofOption(text, problem)).toList());
        this.expressionProblems = List.copyOf(problems);
    }

    /** Returns the problems with their offsets in the expression, in the order of the text. */
    public List<ExpressionProblem> expressionProblems() {
        return expressionProblems;
    }

    /** Returns the problem of an expression in an option of a Flux file, whose value is the wrong word. */
    private static ConfigurationProblem ofOption(String text, ExpressionProblem problem) {
        int end = text.offsetByCodePoints(
                problem.offset(), Math.min(problem.length(), text.codePointCount(problem.offset(), text.length())));
        ConfigurationProblem found =
                ConfigurationProblem.ofOption("", "", text.substring(problem.offset(), end), problem.message());
        return problem.hint().map(found::withHint).orElse(found);
    }

    private static String excerpt(String text, ExpressionProblem problem) {
        int offset = problem.offset();
        int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
        int newLine = text.indexOf('\n', offset);
        int lineEnd = newLine < 0 ? text.length() : newLine;
        boolean whole = lineEnd - lineStart <= LONG_LINE;
        int from = whole ? lineStart : Math.max(lineStart, offset - SHOWN_BEFORE);
        int to = whole ? lineEnd : Math.min(lineEnd, offset + SHOWN_AFTER);
        String shown = text.substring(from, to).replace('\t', ' ').stripTrailing();
        String caret = " ".repeat(text.codePointCount(from, offset)) + "^";
        return problem.line() + ":" + problem.column() + ": " + problem.sentence() + "\n  " + shown + "\n  " + caret;
    }
}
