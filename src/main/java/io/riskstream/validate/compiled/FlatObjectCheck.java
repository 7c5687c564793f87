package io.riskstream.validate.compiled;

import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.NullRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A check of an object whose members are in slots. Allocates nothing. */
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

    /** Returns a check of the value of a member, if the member is present. */
    static FlatObjectCheck member(FlatObject object, String name, KeywordCheck check) {
        FieldTree member = object.members().get(name);
        if (member != null && member.isField()) {
            return new Slot(member.slot(), check, object.nulls(name), object.item(name));
        }
        FlatObject inner = object.object(name);
        return inner == null ? ALWAYS : innerObject(inner, check.flatten(inner));
    }

    private static FlatObjectCheck innerObject(FlatObject object, FlatObjectCheck check) {
        return check == ALWAYS ? ALWAYS : new Inner(object, check);
    }

    /** Returns a check that a member is present. */
    static FlatObjectCheck has(FlatObject object, String name) {
        FieldTree member = object.members().get(name);
        if (member != null && member.isField()) {
            return new HasField(member.slot(), object.nulls(name).isAbsent());
        }
        FlatObject inner = object.object(name);
        return inner == null ? NEVER : new HasObject(inner);
    }

    private static final class Constant extends FlatObjectCheck {
        private final boolean result;

        Constant(boolean result) {
            this.result = result;
        }

        @Override
        boolean accepts(FieldValues values) {
            return result;
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
        private final boolean nullIsAbsent;

        HasField(int slot, boolean nullIsAbsent) {
            this.slot = slot;
            this.nullIsAbsent = nullIsAbsent;
        }

        @Override
        boolean accepts(FieldValues values) {
            return values.isPresent(slot) && !(nullIsAbsent && values.kind(slot) == ValueKind.NULL);
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

    /** A field. The check is split by kind once, so that a value is compared only with the keywords that constrain its kind. */
    private static final class Slot extends FlatObjectCheck {
        private final int slot;
        private final KeywordCheck stringCheck;
        private final KeywordCheck longCheck;
        private final KeywordCheck doubleCheck;
        private final KeywordCheck booleanCheck;
        private final KeywordCheck nullCheck;
        private final KeywordCheck listCheck;
        private final KeywordCheck objectCheck;
        private final NullRule nulls;

        /** @param item the item, if the field is a list of objects; else null */
        Slot(int slot, KeywordCheck check, NullRule nulls, FlatObject item) {
            this.slot = slot;
            this.stringCheck = CompiledSchema.only(check, JsonKind.STRING);
            this.longCheck = CompiledSchema.only(check, JsonKind.LONG);
            this.doubleCheck = CompiledSchema.only(check, JsonKind.DOUBLE);
            this.booleanCheck = CompiledSchema.only(check, JsonKind.BOOLEAN);
            this.nullCheck = nulls.isAbsent() ? null : CompiledSchema.only(check, JsonKind.NULL);
            KeywordCheck list = CompiledSchema.only(check, JsonKind.LIST);
            this.listCheck = list == null || item == null ? list : list.withItems(item);
            this.objectCheck = CompiledSchema.only(check, JsonKind.OBJECT);
            this.nulls = nulls;
        }

        @Override
        boolean accepts(FieldValues values) {
            return switch (values.kind(slot)) {
                case ABSENT -> true;
                case STRING -> stringCheck == null || stringCheck.acceptsString(values.string(slot));
                case LONG -> longCheck == null || longCheck.acceptsLong(values.integer(slot));
                case DOUBLE -> doubleCheck == null || doubleCheck.acceptsDouble(values.number(slot));
                case BOOLEAN -> booleanCheck == null || booleanCheck.acceptsBoolean(values.bool(slot));
                case NULL -> nullCheck == null || nullCheck.acceptsNull();
                case LIST -> listCheck == null || listCheck.acceptsList((List<?>) nulls.apply(values.list(slot)));
                case EMPTY_OBJECT -> objectCheck == null || objectCheck.acceptsObject(Map.of());
            };
        }
    }
}
