package io.riskstream.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems that the compiler finds in one expression. */
final class ExpressionProblems {
    private final String text;
    private final List<ExpressionProblem> found = new ArrayList<>();

    ExpressionProblems(String text) {
        this.text = text;
    }

    /** Records a problem, and returns a placeholder for the code of the wrong part, so that compilation continues. */
    Code add(int offset, String message) {
        found.add(ExpressionProblem.at(text, offset, message));
        return new Code.Invalid();
    }

    /**
     * Throws if a problem was recorded, or the code is invalid because of a definition that has a problem of its own.
     *
     * @throws ExpressionException with all problems of this expression
     */
    void throwIfAny(Code code) {
        if (!found.isEmpty() || code.isInvalid()) {
            found.sort(Comparator.comparingInt(ExpressionProblem::offset));
            throw new ExpressionException(text, found);
        }
    }
}
