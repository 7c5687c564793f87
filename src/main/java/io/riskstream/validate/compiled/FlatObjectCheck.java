package io.riskstream.validate.compiled;

import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.JsonKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A check of an object that is spread over slots. Allocates nothing. */
abstract class FlatObjectCheck {
    static final FlatObjectCheck ALWAYS = new Constant(true);
    static final FlatObjectCheck NEVER = new Constant(false);

    abstract boolean accepts(FieldValues values);

    static FlatObjectCheck all(List<FlatObjectCheck> checks) {
        List<FlatObjectCheck> needed = new ArrayList<>();
        for (FlatObjectCheck check : checks) {
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
            default -> new All(needed.toArray(FlatObjectCheck[]::new));
        };
    }

    static FlatObjectCheck not(FlatObjectCheck check) {
        return new FlatObjectCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return !check.accepts(values);
            }
        };
    }

    static FlatObjectCheck either(FlatObjectCheck first, FlatObjectCheck second) {
        return new FlatObjectCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return first.accepts(values) || second.accepts(values);
            }
        };
    }

    /** The value of a member, if it is there. */
    static FlatObjectCheck member(FlatObject object, String name, KeywordCheck check) {
        FieldTree member = object.members().get(name);
        if (member != null && member.isField()) {
            return new Slot(member.slot(), check);
        }
        FlatObject inner = object.object(name);
        return inner == null ? ALWAYS : anyway(inner, check.on(inner));
    }

    private static FlatObjectCheck anyway(FlatObject object, FlatObjectCheck check) {
        return check == ALWAYS ? ALWAYS : new Inner(object, check);
    }

    /** Whether a member is there. */
    static FlatObjectCheck has(FlatObject object, String name) {
        FieldTree member = object.members().get(name);
        if (member != null && member.isField()) {
            return new HasField(member.slot());
        }
        FlatObject inner = object.object(name);
        return inner == null ? NEVER : new HasObject(inner);
    }

    private static final class Constant extends FlatObjectCheck {
        private final boolean answer;

        Constant(boolean answer) {
            this.answer = answer;
        }

        @Override
        boolean accepts(FieldValues values) {
            return answer;
        }
    }

    private static final class All extends FlatObjectCheck {
        private final FlatObjectCheck[] checks;

        All(FlatObjectCheck[] checks) {
            this.checks = checks;
        }

        @Override
        boolean accepts(FieldValues values) {
            for (FlatObjectCheck check : checks) {
                if (!check.accepts(values)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class HasField extends FlatObjectCheck {
        private final int slot;

        HasField(int slot) {
            this.slot = slot;
        }

        @Override
        boolean accepts(FieldValues values) {
            return values.isPresent(slot);
        }
    }

    private static final class HasObject extends FlatObjectCheck {
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
    private static final class Inner extends FlatObjectCheck {
        private final FlatObject object;
        private final FlatObjectCheck check;

        Inner(FlatObject object, FlatObjectCheck check) {
            this.object = object;
            this.check = check;
        }

        @Override
        boolean accepts(FieldValues values) {
            return !object.isPresent(values) || check.accepts(values);
        }
    }

    /** A field. The check is taken apart by kind once, so that each value meets only what is about its kind. */
    private static final class Slot extends FlatObjectCheck {
        private final int slot;
        private final KeywordCheck text;
        private final KeywordCheck integer;
        private final KeywordCheck number;
        private final KeywordCheck truth;
        private final KeywordCheck nothing;
        private final KeywordCheck list;
        private final KeywordCheck object;

        Slot(int slot, KeywordCheck check) {
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
