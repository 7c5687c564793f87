package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.FieldType;
import io.riskstream.event.ValueKind;
import java.util.List;

/** Reads fields by slot. A field that is absent, or holds another kind than declared, is an error value. */
final class FieldAccess {
    private static final double TWO_TO_63 = 0x1p63;

    private FieldAccess() {}

    /** @throws IllegalArgumentException for {@link FieldType#ANY} */
    static Code read(int slot, FieldType type) {
        return switch (type) {
            case BOOLEAN -> new Code.OfBool((event, trap) -> bool(event, slot), true);
            case LONG -> new Code.OfInt(new OfInt(slot), true);
            case DOUBLE -> new Code.OfDouble(new OfDouble(slot), true);
            case STRING -> new Code.OfText(new OfText(slot), true);
            case LIST -> new Code.OfList((event, trap) -> list(event, slot, trap), true);
            case ANY -> throw new IllegalArgumentException("no rule can read a field of any type");
        };
    }

    static Code.OfBool has(int slot) {
        return new Code.OfBool(new Has(slot), false);
    }

    // classes of their own, so that an operator can see that its operand is a field, and look into the event itself

    record OfInt(int slot) implements Code.IntCode {
        @Override
        public long value(Event event, EvaluationError trap) {
            return integer(event, slot, trap);
        }
    }

    record OfDouble(int slot) implements Code.DoubleCode {
        @Override
        public double value(Event event, EvaluationError trap) {
            return number(event, slot, trap);
        }
    }

    record OfText(int slot) implements Code.TextCode {
        @Override
        public String value(Event event, EvaluationError trap) {
            return text(event, slot, trap);
        }
    }

    record Has(int slot) implements Code.BoolCode {
        @Override
        public int test(Event event, EvaluationError trap) {
            return Code.BoolCode.of(event.isPresent(slot));
        }
    }

    private static int bool(Event event, int slot) {
        return switch (event.kind(slot)) {
            case BOOLEAN -> Code.BoolCode.of(event.bool(slot));
            case NULL -> Code.BoolCode.NULL;
            default -> Code.BoolCode.ERROR;
        };
    }

    private static long integer(Event event, int slot, EvaluationError trap) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.LONG) {
            return event.integer(slot);
        }
        if (kind == ValueKind.DOUBLE) {
            // JSON Schema takes 3.0 for an integer
            double number = event.number(slot);
            if (number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63) {
                return (long) number;
            }
        }
        raise(kind, trap);
        return 0;
    }

    private static double number(Event event, int slot, EvaluationError trap) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.DOUBLE || kind == ValueKind.LONG) {
            return event.number(slot);
        }
        raise(kind, trap);
        return 0;
    }

    private static String text(Event event, int slot, EvaluationError trap) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.STRING) {
            return event.string(slot);
        }
        raise(kind, trap);
        return "";
    }

    private static List<Object> list(Event event, int slot, EvaluationError trap) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.LIST) {
            return event.list(slot);
        }
        raise(kind, trap);
        return List.of();
    }

    private static void raise(ValueKind kind, EvaluationError trap) {
        if (kind == ValueKind.NULL) {
            trap.raiseNull();
        } else {
            trap.raiseError();
        }
    }
}
