package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled number expression over an event, such as {@code 2 + 0.001 * amount}. The language and the cost are those of {@link Condition}. Only one thread
 * may use it.
 */
public final class Formula {
    private final String text;
    private final Code.DoubleCode code;
    private final List<String> reads;
    private final List<Deciding> deciding;
    private final EvaluationStatus status = new EvaluationStatus();

    private Formula(String text, Code.DoubleCode code, List<String> reads, List<Deciding> deciding) {
        this.text = text;
        this.code = code;
        this.reads = reads;
        this.deciding = deciding;
    }

    /**
     * Compiles a formula over the fields of an event.
     *
     * @throws ExpressionException with all problems, each with its position
     */
    public static Formula compile(String text, EventType type) {
        Compiler compiler = new Compiler(text, type);
        Code.DoubleCode code = compiler.number();
        return new Formula(text, code, compiler.reads(), compiler.deciding());
    }

    /**
     * Returns the number for an event; an int becomes a double. Returns NaN if there is no result: a field in the formula is absent or null, an int overflows, or
     * the result is infinite or NaN. It never throws.
     */
    public double value(Event event) {
        double value = code.value(event, status);
        return status.takeFailure() || Double.isInfinite(value) ? Double.NaN : value;
    }

    /** Returns the paths of the fields in the formula, in the order of their first occurrence. */
    public List<String> reads() {
        return reads;
    }

    /** Returns the elements of lists that decide the number for an event, as {@link Condition#decidingItems} does. */
    public Map<String, Optional<Object>> decidingItems(Event event) {
        return DecidingItems.of(deciding, event, status);
    }

    /** Returns the formula as written. */
    @Override
    public String toString() {
        return text;
    }
}
