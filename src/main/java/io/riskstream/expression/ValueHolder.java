package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/** A value worked out once, to be compared with several: numbers stay unboxed in here. */
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

    /** Works the value out. */
    void take(Event event, EvaluationError trap) {
        if (source instanceof Code.OfBool bool) {
            truth = bool.code().test(event, trap);
        } else if (source instanceof Code.OfInt integer) {
            whole = integer.code().value(event, trap);
        } else if (source instanceof Code.OfDouble fraction) {
            number = fraction.code().value(event, trap);
        } else if (source instanceof Code.OfText text) {
            object = text.code().value(event, trap);
        } else if (source instanceof Code.OfList list) {
            object = list.code().value(event, trap);
        } else if (source.isTime()) {
            whole = source.asTime().seconds(event, trap);
            nanos = trap.nanos();
        }
        state = trap.take();
    }

    /** Yields what was worked out last. */
    Code again() {
        if (source instanceof Code.OfBool) {
            return new Code.OfBool((event, trap) -> truth, true);
        } else if (source instanceof Code.OfInt) {
            return new Code.OfInt((event, trap) -> raise(trap) ? 0 : whole, true);
        } else if (source instanceof Code.OfDouble) {
            return new Code.OfDouble((event, trap) -> raise(trap) ? 0 : number, true);
        } else if (source instanceof Code.OfText) {
            return new Code.OfText((event, trap) -> raise(trap) ? "" : (String) object, true);
        } else if (source instanceof Code.OfList) {
            return new Code.OfList((event, trap) -> raise(trap) ? List.of() : list(), true);
        } else if (source instanceof Code.OfTimestamp) {
            return new Code.OfTimestamp((event, trap) -> raise(trap) ? 0 : trap.time(whole, nanos), true);
        } else if (source instanceof Code.OfDuration) {
            return new Code.OfDuration((event, trap) -> raise(trap) ? 0 : trap.time(whole, nanos), true);
        }
        return source; // null is worked out already
    }

    @SuppressWarnings("unchecked") // only a list's code put it there
    private List<Object> list() {
        return (List<Object>) object;
    }

    private boolean raise(EvaluationError trap) {
        if (state == EvaluationError.NULL) {
            trap.raiseNull();
        } else if (state == EvaluationError.ERROR) {
            trap.raiseError();
        }
        return state != EvaluationError.CLEAR;
    }
}
