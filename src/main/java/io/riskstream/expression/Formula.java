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
    private final List<String> definitions;
    private final boolean readsTime;
    private final EvaluationStatus status = new EvaluationStatus();

    private Formula(String text, Code.DoubleCode code, Compiler compiler) {
        this.text = text;
        this.code = code;
        this.reads = compiler.reads();
        this.deciding = compiler.deciding();
        this.definitions = compiler.definitionsUsed();
        this.readsTime = compiler.readsTime();
    }

    /**
     * Compiles a formula over the fields of an event.
     *
     * @throws ExpressionException with all problems, each with its position
     */
    public static Formula compile(String text, EventType type) {
        return compile(text, type, new Definitions(type));
    }

    /**
     * Compiles a formula over the fields of an event and definitions.
     *
     * @throws ExpressionException with all problems of the text; without one if a definition that it uses has a problem
     */
    public static Formula compile(String text, EventType type, Definitions definitions) {
        Compiler compiler = new Compiler(text, type, definitions);
        Code.DoubleCode code = compiler.number();
        return new Formula(text, code, compiler);
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

    /** Returns the named expressions that the text uses, and the outcomes of rules as {@code fired("id")}. */
    public List<String> definitions() {
        return definitions;
    }

    /** True if the value is not the same for all events: it reads a field, or a time. */
    public boolean readsEvent() {
        return readsTime || !reads.isEmpty();
    }

    /** Returns the formula as written. */
    @Override
    public String toString() {
        return text;
    }
}
