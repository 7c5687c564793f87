package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.ValueLocation;
import java.util.List;
import java.util.Map;

/** {@code anyOf} and {@code oneOf}. */
final class AnyOfOneOf extends KeywordCheck.Assertion {
    private final boolean justOne;
    private final KeywordCheck[] branches;

    AnyOfOneOf(String keyword, JsonObject rule, List<KeywordCheck> branches) {
        super(keyword, rule, everything());
        this.justOne = keyword.equals("oneOf");
        this.branches = branches.toArray(KeywordCheck[]::new);
    }

    @Override
    boolean isAbout(JsonKind kind) {
        if (justOne) {
            return true;
        }
        for (KeywordCheck branch : branches) {
            if (!branch.isAbout(kind)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsText(String text) {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsText(text) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsInteger(long number) {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsInteger(number) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsNumber(double number) {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsNumber(number) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsTruth(truth) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsNull() {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsNull() && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsList(List<?> list) {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsList(list) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        int fitting = 0;
        for (KeywordCheck branch : branches) {
            if (branch.acceptsObject(members) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    private boolean isDecided(int fitting) {
        return !justOne || fitting > 1;
    }

    /** Where no branch fits but one is meant, by the value's type, what is wrong in that one is what helps. */
    @Override
    void explain(Object value, ValueLocation place, FailureList failures) {
        KeywordCheck meant = null;
        int meantOnes = 0;
        for (KeywordCheck branch : branches) {
            if (branch.accepts(value)) {
                super.explain(value, place, failures);
                return;
            }
            if (!branch.misfits(value)) {
                meant = branch;
                meantOnes++;
            }
        }
        if (meantOnes == 1) {
            meant.explain(value, place.under(keyword()), failures);
        } else {
            super.explain(value, place, failures);
        }
    }

    @Override
    boolean misfits(Object value) {
        for (KeywordCheck branch : branches) {
            if (!branch.misfits(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    FlatObjectCheck on(FlatObject object) {
        FlatObjectCheck[] flat = new FlatObjectCheck[branches.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = branches[i].on(object);
        }
        return new FlatObjectCheck() {
            @Override
            boolean accepts(FieldValues values) {
                int fitting = 0;
                for (FlatObjectCheck branch : flat) {
                    if (branch.accepts(values) && isDecided(++fitting)) {
                        break;
                    }
                }
                return fitting == 1;
            }
        };
    }
}
