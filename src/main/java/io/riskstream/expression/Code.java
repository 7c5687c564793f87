package io.riskstream.expression;

import io.riskstream.Event;
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

        int test(Event event, Trap trap);

        static int of(boolean truth) {
            return truth ? TRUE : FALSE;
        }
    }

    @FunctionalInterface
    interface IntCode {
        long value(Event event, Trap trap);
    }

    @FunctionalInterface
    interface DoubleCode {
        double value(Event event, Trap trap);
    }

    /** Yields a text, or an empty one if the trap is raised. */
    @FunctionalInterface
    interface TextCode {
        String value(Event event, Trap trap);
    }

    /** Yields a list, or an empty one if the trap is raised. */
    @FunctionalInterface
    interface ListCode {
        List<Object> value(Event event, Trap trap);
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

    default boolean isNumber() {
        return this instanceof OfInt || this instanceof OfDouble;
    }

    /** This number as a double. */
    default DoubleCode asDouble() {
        if (this instanceof OfInt whole) {
            IntCode code = whole.code();
            return (event, trap) -> code.value(event, trap);
        }
        return ((OfDouble) this).code();
    }
}
