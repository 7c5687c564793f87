package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A value that is evaluated once and then compared with several others. Numbers stay unboxed. */
final class ValueHolder {
    private final Code source;
    private int truth;
    private long whole;
    private double number;
    private Object object = "";
    private int nanos;
    private int state;

    ValueHolder(Code source) {
        this.source = source;
    }

    /** Evaluates the value. */
    void evaluate(Event event, EvaluationStatus status) {
        if (source instanceof Code.OfBool bool) {
            truth = bool.code().test(event, status);
        } else if (source instanceof Code.OfInt integer) {
            whole = integer.code().value(event, status);
        } else if (source instanceof Code.OfDouble fraction) {
            number = fraction.code().value(event, status);
        } else if (source instanceof Code.OfText text) {
            object = text.code().value(event, status);
        } else if (source instanceof Code.OfList list) {
            object = list.code().value(event, status);
        } else if (source instanceof Code.OfAny any) {
            object = any.code().value(event, status);
        } else if (source.isTime()) {
            whole = source.asTime().seconds(event, status);
            nanos = status.nanos();
        }
        state = status.takeState();
    }

    /** Returns code that yields the value of the last evaluation. */
    Code replay() {
        if (source instanceof Code.OfBool) {
            return new Code.OfBool((event, status) -> truth, true);
        } else if (source instanceof Code.OfInt) {
            return new Code.OfInt((event, status) -> raise(status) ? 0 : whole, true);
        } else if (source instanceof Code.OfDouble) {
            return new Code.OfDouble((event, status) -> raise(status) ? 0 : number, true);
        } else if (source instanceof Code.OfText) {
            return new Code.OfText((event, status) -> raise(status) ? "" : (String) object, true);
        } else if (source instanceof Code.OfList list) {
            return new Code.OfList((event, status) -> raise(status) ? List.of() : list(), true, list.elements());
        } else if (source instanceof Code.OfAny) {
            return new Code.OfAny((event, status) -> object);
        } else if (source instanceof Code.OfTimestamp) {
            return new Code.OfTimestamp((event, status) -> raise(status) ? 0 : status.time(whole, nanos), true);
        } else if (source instanceof Code.OfDuration) {
            return new Code.OfDuration((event, status) -> raise(status) ? 0 : status.time(whole, nanos), true);
        }
        return source; // null needs no evaluation, and an element of a list stays where it is
    }

    /** True if the last evaluation ended in an error. */
    boolean failed() {
        return source instanceof Code.OfBool ? truth == Code.BoolCode.ERROR : state == EvaluationStatus.ERROR;
    }

    /** True if the last value is null. */
    boolean isNull() {
        if (source instanceof Code.OfItem item) {
            return item.element().value() == NullValue.NULL;
        } else if (source instanceof Code.OfAny) {
            return object == NullValue.NULL;
        }
        return source instanceof Code.OfNull
                || (source instanceof Code.OfBool ? truth == Code.BoolCode.NULL : state == EvaluationStatus.NULL);
    }

    /** Returns the last value as an object, if it is neither null nor an error. It may allocate. */
    Object object() {
        if (source instanceof Code.OfBool) {
            return truth == Code.BoolCode.TRUE;
        } else if (source instanceof Code.OfInt) {
            return whole;
        } else if (source instanceof Code.OfDouble) {
            return number;
        } else if (source instanceof Code.OfItem item) {
            return item.element().value();
        } else if (source instanceof Code.OfTimestamp) {
            return Instant.ofEpochSecond(whole, nanos);
        } else if (source instanceof Code.OfDuration) {
            return Duration.ofSeconds(whole, nanos);
        }
        return object;
    }

    @SuppressWarnings("unchecked") // the code of a list stored it
    private List<Object> list() {
        return (List<Object>) object;
    }

    private boolean raise(EvaluationStatus status) {
        if (state == EvaluationStatus.NULL) {
            status.raiseNull();
        } else if (state == EvaluationStatus.ERROR) {
            status.raiseError();
        }
        return state != EvaluationStatus.CLEAR;
    }
}
