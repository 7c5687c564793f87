package io.riskstream.validate;

import io.riskstream.FieldValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A check of an object that is spread over slots. Allocates nothing. */
abstract class FlatCheck {
    static final FlatCheck ALWAYS = new Constant(true);
    static final FlatCheck NEVER = new Constant(false);

    abstract boolean accepts(FieldValues values);

    static FlatCheck all(List<FlatCheck> checks) {
        List<FlatCheck> needed = new ArrayList<>();
        for (FlatCheck check : checks) {
            if (check instanceof All all) {
                needed.addAll(List.of(all.checks));
            } else if (check != ALWAYS) {
                needed.add(check);
            }
        }
        if (needed.contains(NEVER)) {
            return NEVER;
        }
        return switch (needed.size()) {
            case 0 -> ALWAYS;
            case 1 -> needed.get(0);
            default -> new All(needed.toArray(FlatCheck[]::new));
        };
    }

    static FlatCheck not(FlatCheck check) {
        return new FlatCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return !check.accepts(values);
            }
        };
    }

    static FlatCheck either(FlatCheck first, FlatCheck second) {
        return new FlatCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return first.accepts(values) || second.accepts(values);
            }
        };
    }

    /** The value of a member, if it is there. */
    static FlatCheck member(FlatObject object, String name, Check check) {
        DeclaredObject.Member member = object.members().get(name);
        if (member instanceof DeclaredObject.FieldMember field) {
            return new Slot(field.slot(), check);
        }
        FlatObject inner = object.object(name);
        return inner == null ? ALWAYS : anyway(inner, check.on(inner));
    }

    private static FlatCheck anyway(FlatObject object, FlatCheck check) {
        return check == ALWAYS ? ALWAYS : new Inner(object, check);
    }

    /** Whether a member is there. */
    static FlatCheck has(FlatObject object, String name) {
        DeclaredObject.Member member = object.members().get(name);
        if (member instanceof DeclaredObject.FieldMember field) {
            return new HasField(field.slot());
        }
        FlatObject inner = object.object(name);
        return inner == null ? NEVER : new HasObject(inner);
    }

    private static final class Constant extends FlatCheck {
        private final boolean answer;

        Constant(boolean answer) {
            this.answer = answer;
        }

        @Override
        boolean accepts(FieldValues values) {
            return answer;
        }
    }

    private static final class All extends FlatCheck {
        private final FlatCheck[] checks;

        All(FlatCheck[] checks) {
            this.checks = checks;
        }

        @Override
        boolean accepts(FieldValues values) {
            for (FlatCheck check : checks) {
                if (!check.accepts(values)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class HasField extends FlatCheck {
        private final int slot;

        HasField(int slot) {
            this.slot = slot;
        }

        @Override
        boolean accepts(FieldValues values) {
            return values.isPresent(slot);
        }
    }

    private static final class HasObject extends FlatCheck {
        private final FlatObject object;

        HasObject(FlatObject object) {
            this.object = object;
        }

        @Override
        boolean accepts(FieldValues values) {
            return object.isPresent(values);
        }
    }

    /** An object inside the object. */
    private static final class Inner extends FlatCheck {
        private final FlatObject object;
        private final FlatCheck check;

        Inner(FlatObject object, FlatCheck check) {
            this.object = object;
            this.check = check;
        }

        @Override
        boolean accepts(FieldValues values) {
            return !object.isPresent(values) || check.accepts(values);
        }
    }

    /** A field. The check is taken apart by kind once, so that each value meets only what is about its kind. */
    private static final class Slot extends FlatCheck {
        private final int slot;
        private final Check text;
        private final Check integer;
        private final Check number;
        private final Check truth;
        private final Check nothing;
        private final Check list;
        private final Check object;

        Slot(int slot, Check check) {
            this.slot = slot;
            this.text = CompiledSchema.needed(check, JsonKind.TEXT);
            this.integer = CompiledSchema.needed(check, JsonKind.INTEGER);
            this.number = CompiledSchema.needed(check, JsonKind.NUMBER);
            this.truth = CompiledSchema.needed(check, JsonKind.TRUTH);
            this.nothing = CompiledSchema.needed(check, JsonKind.NULL);
            this.list = CompiledSchema.needed(check, JsonKind.LIST);
            this.object = CompiledSchema.needed(check, JsonKind.OBJECT);
        }

        @Override
        boolean accepts(FieldValues values) {
            return switch (values.kind(slot)) {
                case ABSENT -> true;
                case STRING -> text == null || text.acceptsText(values.string(slot));
                case LONG -> integer == null || integer.acceptsInteger(values.integer(slot));
                case DOUBLE -> number == null || number.acceptsNumber(values.number(slot));
                case BOOLEAN -> truth == null || truth.acceptsTruth(values.bool(slot));
                case NULL -> nothing == null || nothing.acceptsNull();
                case LIST -> list == null || list.acceptsList(values.list(slot));
                case EMPTY_OBJECT -> object == null || object.acceptsObject(Map.of());
            };
        }
    }
}
