package io.riskstream.validate.compiled;

import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.JsonKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code anyOf} and {@code oneOf}. */
final class AnyOfOneOf extends KeywordCheck {
    private final boolean exactlyOne;
    private final KeywordCheck[] branches;

    AnyOfOneOf(boolean exactlyOne, List<KeywordCheck> branches) {
        super(allKinds());
        this.exactlyOne = exactlyOne;
        this.branches = branches.toArray(KeywordCheck[]::new);
    }

    @Override
    boolean constrains(JsonKind kind) {
        if (exactlyOne) {
            return true;
        }
        for (KeywordCheck branch : branches) {
            if (!branch.constrains(kind)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsString(String text) {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsString(text) && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    @Override
    boolean acceptsLong(long number) {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsLong(number) && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    @Override
    boolean acceptsDouble(double number) {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsDouble(number) && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsBoolean(bool) && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    @Override
    boolean acceptsNull() {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsNull() && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    @Override
    boolean acceptsList(List<?> list) {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsList(list) && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        int matches = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsObject(members) && isDecided(++matches)) {
                break;
            }
        }
        return matches == 1;
    }

    private boolean isDecided(int matches) {
        return !exactlyOne || matches > 1;
    }

    @Override
    KeywordCheck withItems(FlatObject item) {
        return new AnyOfOneOf(
                exactlyOne,
                Arrays.stream(branches).map(branch -> branch.withItems(item)).toList());
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        FlatObjectCheck[] flat = new FlatObjectCheck[branches.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = branches[i].flatten(object);
        }
        return new FlatObjectCheck() {
            @Override
            boolean accepts(FieldValues values) {
                int matches = 0;
                for (FlatObjectCheck branch : flat) {
                    if (branch.accepts(values) && isDecided(++matches)) {
                        break;
                    }
                }
                return matches == 1;
            }
        };
    }
}
