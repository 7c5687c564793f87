package io.riskstream.expression;

/** Limits of an expression, so that no text can exhaust the stack of the compiler or take too long to evaluate. */
final class ExpressionLimits {
    static final int LENGTH = 10_000;
    static final int NESTING = 50;
    static final int PARTS = 1_000;
    static final int LIST_SIZE = 1_000;

    private ExpressionLimits() {}
}
