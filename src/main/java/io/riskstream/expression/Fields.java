package io.riskstream.expression;

import io.riskstream.Event;
import io.riskstream.FieldType;
import io.riskstream.Kind;
import java.util.List;

/** Reads fields by slot. A field that is absent, or holds another kind than declared, is an error value. */
final class Fields {
    private static final double TWO_TO_63 = 0x1p63;

    private Fields() {}

    /** @throws IllegalArgumentException for {@link FieldType#ANY} */
    static Code read(int slot, FieldType type) {
        return switch (type) {
            case BOOLEAN -> new Code.OfBool((event, trap) -> bool(event, slot), true);
            case LONG -> new Code.OfInt((event, trap) -> integer(event, slot, trap), true);
            case DOUBLE -> new Code.OfDouble((event, trap) -> number(event, slot, trap), true);
            case STRING -> new Code.OfText((event, trap) -> text(event, slot, trap), true);
            case LIST -> new Code.OfList((event, trap) -> list(event, slot, trap), true);
            case ANY -> throw new IllegalArgumentException("no rule can read a field of any type");
        };
    }

    static Code.OfBool has(int slot) {
        return new Code.OfBool((event, trap) -> Code.BoolCode.of(event.isPresent(slot)), false);
    }

    private static int bool(Event event, int slot) {
        return switch (event.kind(slot)) {
            case BOOLEAN -> Code.BoolCode.of(event.bool(slot));
            case NULL -> Code.BoolCode.NULL;
            default -> Code.BoolCode.ERROR;
        };
    }

    private static long integer(Event event, int slot, Trap trap) {
        Kind kind = event.kind(slot);
        if (kind == Kind.LONG) {
            return event.integer(slot);
        }
        if (kind == Kind.DOUBLE) {
            // JSON Schema takes 3.0 for an integer
            double number = event.number(slot);
            if (number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63) {
                return (long) number;
            }
        }
        raise(kind, trap);
        return 0;
    }

    private static double number(Event event, int slot, Trap trap) {
        Kind kind = event.kind(slot);
        if (kind == Kind.DOUBLE || kind == Kind.LONG) {
            return event.number(slot);
        }
        raise(kind, trap);
        return 0;
    }

    private static String text(Event event, int slot, Trap trap) {
        Kind kind = event.kind(slot);
        if (kind == Kind.STRING) {
            return event.string(slot);
        }
        raise(kind, trap);
        return "";
    }

    private static List<Object> list(Event event, int slot, Trap trap) {
        Kind kind = event.kind(slot);
        if (kind == Kind.LIST) {
            return event.list(slot);
        }
        raise(kind, trap);
        return List.of();
    }

    private static void raise(Kind kind, Trap trap) {
        if (kind == Kind.NULL) {
            trap.raiseNull();
        } else {
            trap.raiseError();
        }
    }
}
