package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.List;

/**
 * A number worked out of an event, such as {@code 2 + 0.001 * amount}, compiled: in the language of {@link Condition}, and at the same cost. It is for one
 * thread.
 */
public final class Formula {
    private final String text;
    private final Code.DoubleCode code;
    private final List<String> reads;
    private final EvaluationError trap = new EvaluationError();

    private Formula(String text, Code.DoubleCode code, List<String> reads) {
        this.text = text;
        this.code = code;
        this.reads = reads;
    }

    /**
     * Compiles a formula over the fields of an event.
     *
     * @throws ExpressionException naming all that is wrong, each with its place
     */
    public static Formula compile(String text, EventType type) {
        Compiler compiler = new Compiler(text, type);
        Code.DoubleCode code = compiler.number();
        return new Formula(text, code, compiler.reads());
    }

    /**
     * The number for this event; not a number if it cannot be told, since a field in it is missing or null, an int overflows, or the result is
     * infinite or not a number. An int becomes a double. Never throws.
     */
    public double value(Event event) {
        double value = code.value(event, trap);
        return trap.cleared() || Double.isInfinite(value) ? Double.NaN : value;
    }

    /** Paths of the fields in it, in the order of their first mention. */
    public List<String> reads() {
        return reads;
    }

    /** As written. */
    @Override
    public String toString() {
        return text;
    }
}
