package io.riskstream.expression;

/** Bounds on what an expression may be, so that no text can exhaust the stack of who compiles it or the time of who runs it. */
final class ExpressionLimits {
    static final int LENGTH = 10_000;
    static final int NESTING = 50;
    static final int PARTS = 1_000;
    static final int LIST_SIZE = 1_000;

    private ExpressionLimits() {}
}
