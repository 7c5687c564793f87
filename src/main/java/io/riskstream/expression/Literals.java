package io.riskstream.expression;

import io.riskstream.event.Event;

/** Literals as code. They are classes, not closures, so that an operator recognizes a constant operand. */
final class Literals {
    private Literals() {}

    record OfInt(long value) implements Code.IntCode {
        @Override
        public long value(Event event, EvaluationStatus status) {
            return value;
        }
    }

    record OfDouble(double value) implements Code.DoubleCode {
        @Override
        public double value(Event event, EvaluationStatus status) {
            return value;
        }
    }

    record OfText(String value) implements Code.TextCode {
        @Override
        public String value(Event event, EvaluationStatus status) {
            return value;
        }
    }

    record OfTime(long seconds, int nanos) implements Code.TimeCode {
        @Override
        public long seconds(Event event, EvaluationStatus status) {
            return status.time(seconds, nanos);
        }
    }

    /** Returns the code of a literal: {@code true}, {@code 7}, {@code 1.5}, {@code "TX"} or {@code null}. */
    static Code of(Object value) {
        if (value instanceof Long whole) {
            return new Code.OfInt(new OfInt(whole), false);
        } else if (value instanceof Double number) {
            return new Code.OfDouble(new OfDouble(number), false);
        } else if (value instanceof String string) {
            return new Code.OfText(new OfText(string), false);
        } else if (value instanceof Boolean bool) {
            int x = Code.BoolCode.of(bool);
            return new Code.OfBool((event, status) -> x, false);
        }
        return new Code.OfNull();
    }
}
