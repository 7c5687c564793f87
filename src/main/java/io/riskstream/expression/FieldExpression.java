package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.util.List;

/**
 * A compiled expression whose value becomes a field of the event, such as {@code amount * 260 / market.cpi}. The language and the cost are those of {@link
 * Condition}. Only one thread may use it.
 */
public final class FieldExpression {
    private final String text;
    private final Code code;
    /** The code as a double; null if the field is no double. */
    private final Code.DoubleCode number;

    private final FieldType type;
    private final boolean hasMacros;
    private final List<String> reads;
    private final EvaluationStatus status = new EvaluationStatus();

    private FieldExpression(String text, Code code, FieldType type, Compiler compiler) {
        this.text = text;
        this.code = code;
        this.number = type == FieldType.DOUBLE ? code.asDouble() : null;
        this.type = type;
        this.hasMacros = compiler.hasMacros();
        this.reads = compiler.reads();
    }

    /**
     * Compiles an expression over the fields of an event.
     *
     * @param type the type of the field: string, long, double or boolean; an int is also a double
     * @throws ExpressionException with all problems, each with its position; also if the value has another type
     */
    public static FieldExpression compile(String text, EventType eventType, FieldType type, Definitions definitions) {
        Compiler compiler = new Compiler(text, eventType, definitions);
        return new FieldExpression(text, compiler.value(type), type, compiler);
    }

    /**
     * Evaluates the expression, and sets the field to its value, which may be null. It never throws.
     *
     * @return false if the expression cannot be evaluated, or its number is infinite or NaN; the field is not set then
     */
    public boolean set(Event event, FieldValues values, int slot) {
        if (hasMacros) {
            status.beginSteps();
        }
        return switch (type) {
            case BOOLEAN -> setBool(event, values, slot);
            case LONG -> {
                long value = ((Code.OfInt) code).code().value(event, status);
                boolean hasValue = hasValue(values, slot);
                if (hasValue) {
                    values.setInteger(slot, value);
                }
                yield hasValue || values.isPresent(slot);
            }
            case DOUBLE -> {
                double value = number.value(event, status);
                boolean hasValue = hasValue(values, slot) && Double.isFinite(value);
                if (hasValue) {
                    values.setNumber(slot, value);
                }
                yield hasValue || values.isPresent(slot);
            }
            case STRING -> {
                String value = ((Code.OfText) code).code().value(event, status);
                boolean hasValue = hasValue(values, slot);
                if (hasValue) {
                    values.setString(slot, value);
                }
                yield hasValue || values.isPresent(slot);
            }
            case LIST, ANY -> throw new IllegalStateException("no expression sets a field of type " + type);
        };
    }

    /** Returns false if the evaluation has ended without a value. Sets the field to null if that is the reason. */
    private boolean hasValue(FieldValues values, int slot) {
        int state = status.takeState();
        if (state == EvaluationStatus.NULL) {
            values.setNull(slot);
        }
        return state == EvaluationStatus.CLEAR;
    }

    private boolean setBool(Event event, FieldValues values, int slot) {
        switch (((Code.OfBool) code).code().test(event, status)) {
            case Code.BoolCode.TRUE -> values.setBool(slot, true);
            case Code.BoolCode.FALSE -> values.setBool(slot, false);
            case Code.BoolCode.NULL -> values.setNull(slot);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Returns the paths of the fields in the expression, in the order of their first occurrence. */
    public List<String> reads() {
        return reads;
    }

    /** Returns the expression as written. */
    @Override
    public String toString() {
        return text;
    }
}
