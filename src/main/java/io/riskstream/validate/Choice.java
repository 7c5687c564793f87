package io.riskstream.validate;

import com.google.gson.JsonObject;
import io.riskstream.FieldValues;
import java.util.List;
import java.util.Map;

/** {@code anyOf} and {@code oneOf}. */
final class Choice extends Check.Assertion {
    private final boolean justOne;
    private final Check[] branches;

    Choice(String keyword, JsonObject rule, List<Check> branches) {
        super(keyword, rule, everything());
        this.justOne = keyword.equals("oneOf");
        this.branches = branches.toArray(Check[]::new);
    }

    @Override
    boolean isAbout(JsonKind kind) {
        if (justOne) {
            return true;
        }
        for (Check branch : branches) {
            if (!branch.isAbout(kind)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsText(String text) {
        int fitting = 0;
        for (Check branch : branches) {
            if (branch.acceptsText(text) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsInteger(long number) {
        int fitting = 0;
        for (Check branch : branches) {
            if (branch.acceptsInteger(number) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsNumber(double number) {
        int fitting = 0;
        for (Check branch : branches) {
            if (branch.acceptsNumber(number) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        int fitting = 0;
        for (Check branch : branches) {
            if (branch.acceptsTruth(truth) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsNull() {
        int fitting = 0;
        for (Check branch : branches) {
            if (branch.acceptsNull() && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsList(List<?> list) {
        int fitting = 0;
        for (Check branch : branches) {
            if (branch.acceptsList(list) && isDecided(++fitting)) {
                break;
            }
        }
        return fitting == 1;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        int fitting = 0;
        for (Check branch : branches) {
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
    void explain(Object value, Place place, FailureList failures) {
        Check meant = null;
        int meantOnes = 0;
        for (Check branch : branches) {
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
        for (Check branch : branches) {
            if (!branch.misfits(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    FlatCheck on(FlatObject object) {
        FlatCheck[] flat = new FlatCheck[branches.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = branches[i].on(object);
        }
        return new FlatCheck() {
            @Override
            boolean accepts(FieldValues values) {
                int fitting = 0;
                for (FlatCheck branch : flat) {
                    if (branch.accepts(values) && isDecided(++fitting)) {
                        break;
                    }
                }
                return fitting == 1;
            }
        };
    }
}
