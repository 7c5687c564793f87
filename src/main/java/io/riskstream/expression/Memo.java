package io.riskstream.expression;

import io.riskstream.event.Event;

/**
 * Code that keeps the value of the last event, so that a named expression is evaluated once for an event, however many rules use it. Events are immutable, so the same event has the
 * same value. The elements that its macros read count by themselves, not with those of the expression around it.
 */
final class Memo {
    private final boolean hasMacros;
    /** The event of the kept value; null before the first. */
    private Event event;

    private int state;

    private Memo(boolean hasMacros) {
        this.hasMacros = hasMacros;
    }

    /** Returns code with the same value; the code itself if it is a literal, which costs less. */
    static Code of(Code code, boolean hasMacros) {
        Memo memo = new Memo(hasMacros);
        if (code instanceof Code.OfBool bool) {
            return new Code.OfBool(memo.bool(bool.code()), bool.nullable());
        } else if (code instanceof Code.OfInt whole) {
            return whole.code() instanceof Literals.OfInt
                    ? code
                    : new Code.OfInt(memo.integer(whole.code()), whole.nullable());
        } else if (code instanceof Code.OfDouble number) {
            return number.code() instanceof Literals.OfDouble
                    ? code
                    : new Code.OfDouble(memo.number(number.code()), number.nullable());
        } else if (code instanceof Code.OfText text) {
            return text.code() instanceof Literals.OfText
                    ? code
                    : new Code.OfText(memo.text(text.code()), text.nullable());
        } else if (code instanceof Code.OfTimestamp time) {
            return new Code.OfTimestamp(memo.time(time.code()), time.nullable());
        } else if (code instanceof Code.OfDuration time) {
            return new Code.OfDuration(memo.time(time.code()), time.nullable());
        }
        throw new IllegalArgumentException(code.type());
    }

    /** True if the value of the event is not known. Then the caller evaluates it, and calls {@link #end}. */
    @SuppressWarnings("ReferenceEquality") // the same event, not an equal one
    private boolean isOf(Event other) {
        return event == other;
    }

    /** Begins an evaluation, and returns the steps that the expression around it has left. */
    private int begin(EvaluationStatus status) {
        int left = status.steps();
        if (hasMacros) {
            status.beginSteps();
        }
        return left;
    }

    private void end(Event evaluated, EvaluationStatus status, int steps) {
        state = status.takeState();
        event = evaluated;
        status.setSteps(steps);
    }

    private Code.BoolCode bool(Code.BoolCode code) {
        return new Code.BoolCode() {
            private int value;

            @Override
            public int test(Event of, EvaluationStatus status) {
                if (!isOf(of)) {
                    int steps = begin(status);
                    value = code.test(of, status);
                    end(of, status, steps);
                }
                return value;
            }
        };
    }

    private Code.IntCode integer(Code.IntCode code) {
        return new Code.IntCode() {
            private long value;

            @Override
            public long value(Event of, EvaluationStatus status) {
                if (!isOf(of)) {
                    int steps = begin(status);
                    value = code.value(of, status);
                    end(of, status, steps);
                }
                status.raise(state);
                return value;
            }
        };
    }

    private Code.DoubleCode number(Code.DoubleCode code) {
        return new Code.DoubleCode() {
            private double value;

            @Override
            public double value(Event of, EvaluationStatus status) {
                if (!isOf(of)) {
                    int steps = begin(status);
                    value = code.value(of, status);
                    end(of, status, steps);
                }
                status.raise(state);
                return value;
            }
        };
    }

    private Code.TextCode text(Code.TextCode code) {
        return new Code.TextCode() {
            private String value = "";

            @Override
            public String value(Event of, EvaluationStatus status) {
                if (!isOf(of)) {
                    int steps = begin(status);
                    value = code.value(of, status);
                    end(of, status, steps);
                }
                status.raise(state);
                return value;
            }
        };
    }

    private Code.TimeCode time(Code.TimeCode code) {
        return new Code.TimeCode() {
            private long seconds;
            private int nanos;

            @Override
            public long seconds(Event of, EvaluationStatus status) {
                if (!isOf(of)) {
                    int steps = begin(status);
                    seconds = code.seconds(of, status);
                    nanos = status.nanos();
                    end(of, status, steps);
                }
                status.raise(state);
                return status.time(seconds, nanos);
            }
        };
    }
}
