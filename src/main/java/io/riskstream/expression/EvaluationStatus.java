package io.riskstream.expression;

/**
 * The status of an evaluation, which code sets if it has no value. An exception would cost more than the whole expression, and a number has no spare
 * value to signal a failure. The status is clear whenever code is entered, so the caller of two pieces of code checks it after each.
 *
 * <p>The status also carries the nanoseconds of a time, which does not fit one long: see {@link Code.TimeCode}. And it counts the steps of macros, so that
 * lists of a thousand items in each other cannot occupy a worker: see {@link ExpressionLimits#STEPS}.
 */
final class EvaluationStatus {
    static final int CLEAR = 0;
    static final int NULL = 1;
    static final int ERROR = 2;

    private int state;
    private int nanos;
    private int steps;

    /** Begins to count the steps of an expression with macros. */
    void beginSteps() {
        steps = ExpressionLimits.STEPS;
    }

    /** Returns the steps that are left. */
    int steps() {
        return steps;
    }

    /** Sets the steps that are left. */
    void setSteps(int left) {
        steps = left;
    }

    /** Counts one element that a macro reads. Returns false, and reports an error, if the expression has no step left. */
    boolean step() {
        if (--steps >= 0) {
            return true;
        }
        state = ERROR;
        return false;
    }

    /** Counts the work of one element that takes longer with the size of a value. The next step fails if no step is left. */
    void addSteps(int more) {
        steps -= more;
    }

    /** Reports that the value is null. This is not an error yet, because the value may be compared with null. */
    void raiseNull() {
        state = NULL;
    }

    /** Reports an error. */
    void raiseError() {
        state = ERROR;
    }

    /** Reports a state that was taken before. */
    void raise(int previous) {
        if (previous != CLEAR) {
            state = previous;
        }
    }

    /** True if the last value has failed. A null becomes an error, because the caller needs a value. The status stays set. */
    boolean raised() {
        if (state == CLEAR) {
            return false;
        }
        state = ERROR;
        return true;
    }

    /** True if the last value has failed. Clears the status. */
    boolean takeFailure() {
        boolean failed = state != CLEAR;
        state = CLEAR;
        return failed;
    }

    /** Returns the state of the last value. Clears the status. */
    int takeState() {
        int previous = state;
        state = CLEAR;
        return previous;
    }

    /** Returns the nanoseconds of the last time, from 0 to 999,999,999. Read them before the next time is evaluated. */
    int nanos() {
        return nanos;
    }

    /** Sets the nanoseconds of a time, and returns its seconds. */
    long time(long seconds, int nanosOfSecond) {
        nanos = nanosOfSecond;
        return seconds;
    }
}
