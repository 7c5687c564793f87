package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.List;

/**
 * A compiled expression whose value selects a row of a table: a number, a string or a bool. The language and the cost are those of {@link Condition}. Only one thread may use it.
 */
public final class Operand {
    /** The type of the value. */
    public enum Kind {
        /** An int or a double, as a double: an int beyond 2^53 is rounded. */
        NUMBER,
        TEXT,
        BOOLEAN
    }

    private final Kind kind;
    private final Code code;
    private final boolean whole;
    private final boolean hasMacros;
    private final List<String> reads;
    private final boolean readsTime;
    private final EvaluationStatus status = new EvaluationStatus();

    private double number;
    private String text = "";
    private boolean truth;

    private Operand(Kind kind, Code code, boolean whole, Compiler compiler) {
        this.kind = kind;
        this.code = code;
        this.whole = whole;
        this.hasMacros = compiler.hasMacros();
        this.reads = compiler.reads();
        this.readsTime = compiler.readsTime();
    }

    /**
     * Compiles an expression over the fields of an event and definitions.
     *
     * @throws ExpressionException with all problems, each with its position; also if the value has another type
     */
    public static Operand compile(String text, EventType type, Definitions definitions) {
        Compiler compiler = new Compiler(text, type, definitions);
        Code code = compiler.operand();
        if (code instanceof Code.OfBool) {
            return new Operand(Kind.BOOLEAN, code, false, compiler);
        } else if (code instanceof Code.OfText) {
            return new Operand(Kind.TEXT, code, false, compiler);
        }
        boolean whole = code instanceof Code.OfInt;
        return new Operand(Kind.NUMBER, new Code.OfDouble(code.asDouble(), code.nullable()), whole, compiler);
    }

    /** Returns the type of the value. */
    public Kind kind() {
        return kind;
    }

    /** True if the value is a whole number. */
    public boolean isWhole() {
        return whole;
    }

    /** Evaluates the expression. Returns false if it has no value: there is an error, or the value is null or NaN. It never throws. */
    public boolean evaluate(Event event) {
        if (hasMacros) {
            status.beginSteps();
        }
        switch (kind) {
            case BOOLEAN -> {
                int result = ((Code.OfBool) code).code().test(event, status);
                truth = result == Code.BoolCode.TRUE;
                return result <= Code.BoolCode.TRUE;
            }
            case TEXT -> text = ((Code.OfText) code).code().value(event, status);
            case NUMBER -> number = ((Code.OfDouble) code).code().value(event, status);
        }
        return !status.takeFailure() && !Double.isNaN(number);
    }

    /** Returns the number of the last evaluation. */
    public double number() {
        return number;
    }

    /** Returns the string of the last evaluation. */
    public String text() {
        return text;
    }

    /** Returns the bool of the last evaluation. */
    public boolean truth() {
        return truth;
    }

    /** Returns the paths of the fields in the expression, in the order of their first occurrence. */
    public List<String> reads() {
        return reads;
    }

    /** True if the value depends on a time that is not in a field. */
    public boolean readsTime() {
        return readsTime;
    }

    /** True if the value is not the same for all events: it reads a field, or a time. */
    public boolean readsEvent() {
        return readsTime || !reads.isEmpty();
    }
}
