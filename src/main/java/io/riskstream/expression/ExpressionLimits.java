package io.riskstream.expression;

/** Limits of an expression, so that no text can exhaust the stack of the compiler or take too long to evaluate. */
final class ExpressionLimits {
    static final int LENGTH = 10_000;
    static final int NESTING = 50;
    static final int PARTS = 1_000;
    static final int LIST_SIZE = 1_000;
    static final int MACRO_NESTING = 2;
    /** Each call of {@code between} compiles and evaluates its value twice. */
    static final int BETWEEN_NESTING = 3;
    /** The elements that the macros of one expression may read for one event. Then it ends in an error. 100,000 take about a millisecond. */
    static final int STEPS = 100_000;
    /** The characters of a string, or the elements of a list, that count as one more step each time that a macro reads the value. */
    static final int SIZE_OF_STEP = 32;

    private ExpressionLimits() {}
}
