package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.List;

/** A compiled part of an expression, by the type of its value. */
sealed interface Code {
    /** Returns the name of the type in CEL, for messages. */
    String type();

    /** True if the value may be null although the event is valid. Only then is a comparison with null useful. */
    boolean nullable();

    /** Returns one of the four constants. It leaves the status clear. */
    @FunctionalInterface
    interface BoolCode {
        int FALSE = 0;
        int TRUE = 1;
        int ERROR = 2;
        int NULL = 3;

        int test(Event event, EvaluationStatus status);

        static int of(boolean truth) {
            return truth ? TRUE : FALSE;
        }
    }

    @FunctionalInterface
    interface IntCode {
        long value(Event event, EvaluationStatus status);
    }

    @FunctionalInterface
    interface DoubleCode {
        double value(Event event, EvaluationStatus status);
    }

    /** Returns a string; an empty string if it reports a failure to the status. */
    @FunctionalInterface
    interface TextCode {
        String value(Event event, EvaluationStatus status);
    }

    /** Returns a list; an empty list if it reports a failure to the status. */
    @FunctionalInterface
    interface ListCode {
        List<Object> value(Event event, EvaluationStatus status);

        /** Returns the path of the list in the event, with the indexes of the current elements around it; empty if the list is not part of the event. */
        default String path() {
            return "";
        }
    }

    /** Returns a value of any type, as {@link io.riskstream.event.FieldValues#object} does. It never fails: null is {@code NullValue}. */
    @FunctionalInterface
    interface ObjectCode {
        Object value(Event event, EvaluationStatus status);
    }

    /**
     * Returns a timestamp, as the time since 1970-01-01T00:00:00Z, or a duration: the whole seconds, rounded down. The nanoseconds are left in
     * {@link EvaluationStatus#nanos()}, because ten thousand years in nanoseconds do not fit one long, and an object for each value would be an allocation.
     */
    @FunctionalInterface
    interface TimeCode {
        long seconds(Event event, EvaluationStatus status);
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

    record OfList(ListCode code, boolean nullable, ElementType elements) implements Code {
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

    /** An element of a list whose schema does not declare one type of elements. */
    record OfAny(ObjectCode code) implements Code {
        @Override
        public String type() {
            return "value";
        }

        @Override
        public boolean nullable() {
            return true;
        }
    }

    /** An element of a list of objects. An expression can read its members, and compare it with null. */
    record OfItem(CurrentElement element, EventType itemType) implements Code {
        @Override
        public String type() {
            return "object";
        }

        @Override
        public boolean nullable() {
            return true;
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

    /** The code of a part with a recorded problem. It fits every operator, so that one mistake causes one message. */
    record Invalid() implements Code {
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

    default boolean isInvalid() {
        return this instanceof Invalid;
    }

    /** Returns the code of this number as a double. */
    default DoubleCode asDouble() {
        if (this instanceof OfInt whole) {
            if (whole.code() instanceof Literals.OfInt constant) {
                return new Literals.OfDouble(constant.value());
            }
            IntCode code = whole.code();
            return (event, status) -> code.value(event, status);
        }
        return ((OfDouble) this).code();
    }

    /** Returns the code of this timestamp or duration. */
    default TimeCode asTime() {
        return this instanceof OfTimestamp moment ? moment.code() : ((OfDuration) this).code();
    }

    /** Returns the type with its article, for messages. */
    default String shown() {
        return switch (type()) {
            case "null" -> "null";
            case "int" -> "an int";
            case "object" -> "an object";
            case "value" -> "an element whose type the schema does not declare";
            default -> "a " + type();
        };
    }
}
