package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.ValueKind;
import java.util.List;

/** Code that reads fields by slot. A field that is absent, or has a value of another kind than declared, is an error. */
final class FieldAccess {
    private static final double TWO_TO_63 = 0x1p63;

    private FieldAccess() {}

    /**
     * Returns the code that reads a field.
     *
     * @throws IllegalArgumentException for {@link FieldType#ANY}
     */
    static Code read(int slot, EventType type) {
        Field field = type.field(slot);
        return switch (field.type()) {
            case BOOLEAN -> new Code.OfBool((event, status) -> bool(event, slot), true);
            case LONG -> new Code.OfInt(new OfInt(slot), true);
            case DOUBLE -> new Code.OfDouble(new OfDouble(slot), true);
            case STRING -> new Code.OfText(new OfText(slot), true);
            case LIST ->
                new Code.OfList(new OfList(slot, field.path()), true, ElementType.of(field, type.itemType(slot)));
            case ANY -> throw new IllegalArgumentException("no rule can read a field of any type");
        };
    }

    /** Returns the code of {@code has(field)}, which is false for an absent field and for null. */
    static Code.OfBool has(int slot) {
        return new Code.OfBool(new Has(slot), false);
    }

    // classes and not closures, so that an operator recognizes a field and reads the event itself

    record OfInt(int slot) implements Code.IntCode {
        @Override
        public long value(Event event, EvaluationStatus status) {
            return integer(event, slot, status);
        }
    }

    record OfDouble(int slot) implements Code.DoubleCode {
        @Override
        public double value(Event event, EvaluationStatus status) {
            return number(event, slot, status);
        }
    }

    record OfText(int slot) implements Code.TextCode {
        @Override
        public String value(Event event, EvaluationStatus status) {
            return text(event, slot, status);
        }
    }

    /** A class, so that it has the path of the list. */
    record OfList(int slot, String path) implements Code.ListCode {
        @Override
        public List<Object> value(Event event, EvaluationStatus status) {
            return list(event, slot, status);
        }
    }

    record Has(int slot) implements Code.BoolCode {
        @Override
        public int test(Event event, EvaluationStatus status) {
            return Code.BoolCode.of(event.hasValue(slot));
        }
    }

    private static int bool(Event event, int slot) {
        return switch (event.kind(slot)) {
            case BOOLEAN -> Code.BoolCode.of(event.bool(slot));
            case NULL -> Code.BoolCode.NULL;
            default -> Code.BoolCode.ERROR;
        };
    }

    private static long integer(Event event, int slot, EvaluationStatus status) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.LONG) {
            return event.integer(slot);
        }
        if (kind == ValueKind.DOUBLE) {
            double number = event.number(slot);
            if (isInt(number)) {
                return (long) number;
            }
        }
        raise(kind, status);
        return 0;
    }

    /** True if a number is an int: 3.0 is an integer in JSON Schema. */
    static boolean isInt(double number) {
        return number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63;
    }

    private static double number(Event event, int slot, EvaluationStatus status) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.DOUBLE || kind == ValueKind.LONG) {
            return event.number(slot);
        }
        raise(kind, status);
        return 0;
    }

    private static String text(Event event, int slot, EvaluationStatus status) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.STRING) {
            return event.string(slot);
        }
        raise(kind, status);
        return "";
    }

    private static List<Object> list(Event event, int slot, EvaluationStatus status) {
        ValueKind kind = event.kind(slot);
        if (kind == ValueKind.LIST) {
            return event.list(slot);
        }
        raise(kind, status);
        return List.of();
    }

    /** Reports that a value of this kind is not what was declared. */
    static void raise(ValueKind kind, EvaluationStatus status) {
        if (kind == ValueKind.NULL) {
            status.raiseNull();
        } else {
            status.raiseError();
        }
    }
}
