package io.riskstream.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A schema: what all of its keywords accept. */
final class CompiledSchema extends Check {
    private static final Check[] NONE = {};

    /** For each kind the keywords that are about it; made when first asked for, as schemas may refer to each other in a ring. */
    private final Check[][] byKind = new Check[JsonKind.values().length][];

    private final Map<FlatObject, FlatCheck> flat = new IdentityHashMap<>();
    private Check[] keywords = NONE;

    CompiledSchema() {
        super(everything());
    }

    void set(List<Check> all) {
        keywords = all.toArray(Check[]::new);
    }

    /** What is left of a check for values of one kind; null if nothing is. */
    static Check needed(Check check, JsonKind kind) {
        if (!check.isAbout(kind)) {
            return null;
        }
        if (check instanceof CompiledSchema schema) {
            Check[] parts = schema.keywords(kind);
            return parts.length == 1 ? needed(parts[0], kind) : schema;
        }
        return check;
    }

    private Check[] keywords(JsonKind kind) {
        Check[] known = byKind[kind.ordinal()];
        if (known == null) {
            known = Arrays.stream(keywords)
                    .filter(keyword -> keyword.isAbout(kind))
                    .toArray(Check[]::new);
            byKind[kind.ordinal()] = known;
        }
        return known;
    }

    @Override
    boolean isAbout(JsonKind kind) {
        return keywords(kind).length > 0;
    }

    @Override
    boolean acceptsText(String text) {
        for (Check keyword : keywords(JsonKind.TEXT)) {
            if (!keyword.acceptsText(text)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsInteger(long number) {
        for (Check keyword : keywords(JsonKind.INTEGER)) {
            if (!keyword.acceptsInteger(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsNumber(double number) {
        for (Check keyword : keywords(JsonKind.NUMBER)) {
            if (!keyword.acceptsNumber(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        for (Check keyword : keywords(JsonKind.TRUTH)) {
            if (!keyword.acceptsTruth(truth)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsNull() {
        for (Check keyword : keywords(JsonKind.NULL)) {
            if (!keyword.acceptsNull()) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsList(List<?> list) {
        for (Check keyword : keywords(JsonKind.LIST)) {
            if (!keyword.acceptsList(list)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        for (Check keyword : keywords(JsonKind.OBJECT)) {
            if (!keyword.acceptsObject(members)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void explain(Object value, Place place, FailureList failures) {
        for (Check keyword : keywords) {
            if (failures.isFull()) {
                return;
            }
            keyword.explain(value, place, failures);
        }
    }

    @Override
    boolean misfits(Object value) {
        for (Check keyword : keywords) {
            if (keyword.misfits(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    FlatCheck on(FlatObject object) {
        FlatCheck known = flat.get(object);
        if (known == null) {
            List<FlatCheck> checks = new ArrayList<>();
            for (Check keyword : keywords) {
                checks.add(keyword.on(object));
            }
            known = FlatCheck.all(checks);
            flat.put(object, known);
        }
        return known;
    }
}
