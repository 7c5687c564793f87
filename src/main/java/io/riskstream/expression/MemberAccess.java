package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import java.util.List;

/** Code that reads the members of an object in a list, as {@link FieldAccess} reads the fields of an event. A member of what is not an object is an error. */
final class MemberAccess {
    private MemberAccess() {}

    /**
     * Returns the code that reads a member.
     *
     * @throws IllegalArgumentException for a member of type {@link io.riskstream.event.FieldType#ANY}
     */
    static Code read(CurrentElement element, int slot, EventType itemType) {
        Field member = itemType.field(slot);
        return switch (member.type()) {
            case BOOLEAN -> new Code.OfBool((event, status) -> bool(element, slot), true);
            case LONG -> new Code.OfInt(new OfInt(element, slot), true);
            case DOUBLE -> new Code.OfDouble(new OfDouble(element, slot), true);
            case STRING -> new Code.OfText(new OfText(element, slot), true);
            case LIST ->
                new Code.OfList(
                        new OfList(element, slot, member.path()),
                        true,
                        ElementType.of(member, itemType.itemType(slot)));
            case ANY -> throw new IllegalArgumentException("no rule can read a member of any type");
        };
    }

    /** Returns the code of {@code has(x.member)}. */
    static Code.OfBool has(CurrentElement element, int slot) {
        return new Code.OfBool(
                (event, status) -> {
                    ValueKind kind = element.kind(slot);
                    if (kind == ValueKind.ABSENT || kind == ValueKind.NULL) {
                        return element.isItem() ? Code.BoolCode.FALSE : Code.BoolCode.ERROR;
                    }
                    return Code.BoolCode.TRUE;
                },
                false);
    }

    // classes and not closures, so that a comparison recognizes a member and reads it itself

    record OfInt(CurrentElement element, int slot) implements Code.IntCode {
        @Override
        public long value(Event event, EvaluationStatus status) {
            ValueKind kind = element.kind(slot);
            if (kind == ValueKind.LONG) {
                return element.members().integer(slot);
            }
            if (kind == ValueKind.DOUBLE) {
                double number = element.members().number(slot);
                if (FieldAccess.isInt(number)) {
                    return (long) number;
                }
            }
            FieldAccess.raise(kind, status);
            return 0;
        }
    }

    record OfDouble(CurrentElement element, int slot) implements Code.DoubleCode {
        @Override
        public double value(Event event, EvaluationStatus status) {
            ValueKind kind = element.kind(slot);
            if (kind == ValueKind.DOUBLE || kind == ValueKind.LONG) {
                return element.members().number(slot);
            }
            FieldAccess.raise(kind, status);
            return 0;
        }
    }

    record OfText(CurrentElement element, int slot) implements Code.TextCode {
        @Override
        public String value(Event event, EvaluationStatus status) {
            ValueKind kind = element.kind(slot);
            if (kind == ValueKind.STRING) {
                return Dynamic.counted(element.members().string(slot), status);
            }
            FieldAccess.raise(kind, status);
            return "";
        }
    }

    record OfList(CurrentElement element, int slot, String member) implements Code.ListCode {
        @Override
        public List<Object> value(Event event, EvaluationStatus status) {
            ValueKind kind = element.kind(slot);
            if (kind == ValueKind.LIST) {
                return element.members().list(slot);
            }
            FieldAccess.raise(kind, status);
            return List.of();
        }

        @Override
        public String path() {
            String path = element.path();
            return path.isEmpty() ? "" : path + "." + member;
        }
    }

    private static int bool(CurrentElement element, int slot) {
        FieldValues members = element.members();
        return switch (element.kind(slot)) {
            case BOOLEAN -> Code.BoolCode.of(members.bool(slot));
            case NULL -> Code.BoolCode.NULL;
            default -> Code.BoolCode.ERROR;
        };
    }
}
