package io.riskstream.expression;

import io.riskstream.event.Event;
import java.util.List;

/** A compiled part of an expression, by the type of what it yields. */
sealed interface Code {
    /** What CEL calls the type, for messages. */
    String type();

    /** Whether it may be null while an event is as declared; only then does comparing it with null make sense. */
    boolean nullable();

    /** Yields one of these four; never touches a trap that it does not clear again. */
    @FunctionalInterface
    interface BoolCode {
        int FALSE = 0;
        int TRUE = 1;
        int ERROR = 2;
        int NULL = 3;

        int test(Event event, EvaluationError trap);

        static int of(boolean truth) {
            return truth ? TRUE : FALSE;
        }
    }

    @FunctionalInterface
    interface IntCode {
        long value(Event event, EvaluationError trap);
    }

    @FunctionalInterface
    interface DoubleCode {
        double value(Event event, EvaluationError trap);
    }

    /** Yields a text, or an empty one if the trap is raised. */
    @FunctionalInterface
    interface TextCode {
        String value(Event event, EvaluationError trap);
    }

    /** Yields a list, or an empty one if the trap is raised. */
    @FunctionalInterface
    interface ListCode {
        List<Object> value(Event event, EvaluationError trap);
    }

    /**
     * Yields a moment, since 1970-01-01T00:00:00Z, or a duration: the whole seconds, rounded down, and the nanoseconds beside in {@link EvaluationError#nanos()}. Ten
     * thousand years in nanoseconds do not fit one long, and an object for each would be garbage.
     */
    @FunctionalInterface
    interface TimeCode {
        long seconds(Event event, EvaluationError trap);
    }

    record OfBool(BoolCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "bool";
        }
    }

    record OfInt(IntCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "int";
        }
    }

    record OfDouble(DoubleCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "double";
        }
    }

    record OfText(TextCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "string";
        }
    }

    record OfList(ListCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "list";
        }
    }

    record OfTimestamp(TimeCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "timestamp";
        }
    }

    record OfDuration(TimeCode code, boolean nullable) implements Code {
        @Override
        public String type() {
            return "duration";
        }
    }

    /** The literal {@code null}. */
    record OfNull() implements Code {
        @Override
        public String type() {
            return "null";
        }

        @Override
        public boolean nullable() {
            return true;
        }
    }

    /** Stands for a part with a fault that has been noted: it goes with everything, so that one slip is told once. */
    record OfFault() implements Code {
        @Override
        public String type() {
            return "unknown";
        }

        @Override
        public boolean nullable() {
            return true;
        }
    }

    default boolean isNumber() {
        return this instanceof OfInt || this instanceof OfDouble;
    }

    default boolean isTime() {
        return this instanceof OfTimestamp || this instanceof OfDuration;
    }

    default boolean isFault() {
        return this instanceof OfFault;
    }

    /** This number as a double. */
    default DoubleCode asDouble() {
        if (this instanceof OfInt whole) {
            if (whole.code() instanceof Literals.OfInt constant) {
                return new Literals.OfDouble(constant.value());
            }
            IntCode code = whole.code();
            return (event, trap) -> code.value(event, trap);
        }
        return ((OfDouble) this).code();
    }

    /** The code of this timestamp or duration. */
    default TimeCode asTime() {
        return this instanceof OfTimestamp moment ? moment.code() : ((OfDuration) this).code();
    }

    /** This type with its article, as messages call it. */
    default String shown() {
        return switch (type()) {
            case "null" -> "null";
            case "int" -> "an int";
            default -> "a " + type();
        };
    }
}
