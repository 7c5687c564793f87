package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.ValueLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A schema: what all of its keywords accept. */
final class CompiledSchema extends KeywordCheck {
    private static final KeywordCheck[] NONE = {};

    /** For each kind the keywords that are about it; made when first asked for, as schemas may refer to each other in a ring. */
    private final KeywordCheck[][] byKind = new KeywordCheck[JsonKind.values().length][];

    private final IdentityHashMap<FlatObject, FlatObjectCheck> flat = new IdentityHashMap<>();
    private KeywordCheck[] keywords = NONE;

    CompiledSchema() {
        super(everything());
    }

    void set(List<KeywordCheck> all) {
        keywords = all.toArray(KeywordCheck[]::new);
    }

    /** What is left of a check for values of one kind; null if nothing is. */
    static KeywordCheck needed(KeywordCheck check, JsonKind kind) {
        if (!check.isAbout(kind)) {
            return null;
        }
        if (check instanceof CompiledSchema schema) {
            KeywordCheck[] parts = schema.keywords(kind);
            return parts.length == 1 ? needed(parts[0], kind) : schema;
        }
        return check;
    }

    private KeywordCheck[] keywords(JsonKind kind) {
        KeywordCheck[] known = byKind[kind.ordinal()];
        if (known == null) {
            known = Arrays.stream(keywords)
                    .filter(keyword -> keyword.isAbout(kind))
                    .toArray(KeywordCheck[]::new);
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
        for (KeywordCheck keyword : keywords(JsonKind.TEXT)) {
            if (!keyword.acceptsText(text)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsInteger(long number) {
        for (KeywordCheck keyword : keywords(JsonKind.INTEGER)) {
            if (!keyword.acceptsInteger(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsNumber(double number) {
        for (KeywordCheck keyword : keywords(JsonKind.NUMBER)) {
            if (!keyword.acceptsNumber(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        for (KeywordCheck keyword : keywords(JsonKind.TRUTH)) {
            if (!keyword.acceptsTruth(truth)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsNull() {
        for (KeywordCheck keyword : keywords(JsonKind.NULL)) {
            if (!keyword.acceptsNull()) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsList(List<?> list) {
        for (KeywordCheck keyword : keywords(JsonKind.LIST)) {
            if (!keyword.acceptsList(list)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        for (KeywordCheck keyword : keywords(JsonKind.OBJECT)) {
            if (!keyword.acceptsObject(members)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void explain(Object value, ValueLocation place, FailureList failures) {
        for (KeywordCheck keyword : keywords) {
            if (failures.isFull()) {
                return;
            }
            keyword.explain(value, place, failures);
        }
    }

    @Override
    boolean misfits(Object value) {
        for (KeywordCheck keyword : keywords) {
            if (keyword.misfits(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    FlatObjectCheck on(FlatObject object) {
        FlatObjectCheck known = flat.get(object);
        if (known == null) {
            List<FlatObjectCheck> checks = new ArrayList<>();
            for (KeywordCheck keyword : keywords) {
                checks.add(keyword.on(object));
            }
            known = FlatObjectCheck.all(checks);
            flat.put(object, known);
        }
        return known;
    }
}
