package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.JsonKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A schema: it accepts the values that all of its keywords accept. */
final class CompiledSchema extends KeywordCheck {
    private static final KeywordCheck[] NONE = {};

    /** The keywords that constrain each kind. Filled on first use, because schemas may refer to each other in a cycle. */
    private final KeywordCheck[][] byKind = new KeywordCheck[JsonKind.values().length][];

    private final IdentityHashMap<FlatObject, FlatObjectCheck> flat = new IdentityHashMap<>();
    private final IdentityHashMap<FlatObject, CompiledSchema> withItems = new IdentityHashMap<>();
    private KeywordCheck[] keywords = NONE;

    private final CheckWork work;

    CompiledSchema(CheckWork work) {
        super(allKinds());
        this.work = work;
    }

    void set(List<KeywordCheck> all) {
        keywords = all.toArray(KeywordCheck[]::new);
    }

    /** Returns the part of a check that constrains values of one kind; null if it constrains none. */
    static KeywordCheck only(KeywordCheck check, JsonKind kind) {
        if (!check.constrains(kind)) {
            return null;
        }
        if (check instanceof CompiledSchema schema) {
            KeywordCheck[] parts = schema.keywords(kind);
            return parts.length == 1 ? only(parts[0], kind) : schema;
        }
        return check;
    }

    private KeywordCheck[] keywords(JsonKind kind) {
        KeywordCheck[] known = byKind[kind.ordinal()];
        if (known == null) {
            known = Arrays.stream(keywords)
                    .filter(keyword -> keyword.constrains(kind))
                    .toArray(KeywordCheck[]::new);
            byKind[kind.ordinal()] = known;
        }
        return known;
    }

    @Override
    boolean constrains(JsonKind kind) {
        return keywords(kind).length > 0;
    }

    @Override
    boolean acceptsString(String text) {
        for (KeywordCheck keyword : keywords(JsonKind.STRING)) {
            if (!keyword.acceptsString(text)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsLong(long number) {
        for (KeywordCheck keyword : keywords(JsonKind.LONG)) {
            if (!keyword.acceptsLong(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsDouble(double number) {
        for (KeywordCheck keyword : keywords(JsonKind.DOUBLE)) {
            if (!keyword.acceptsDouble(number)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        for (KeywordCheck keyword : keywords(JsonKind.BOOLEAN)) {
            if (!keyword.acceptsBoolean(bool)) {
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
        work.spend(1 + list.size());
        for (KeywordCheck keyword : keywords(JsonKind.LIST)) {
            if (!keyword.acceptsList(list)) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        work.spend(1 + members.size());
        for (KeywordCheck keyword : keywords(JsonKind.OBJECT)) {
            if (!keyword.acceptsObject(members)) {
                return false;
            }
        }
        return true;
    }

    @Override
    KeywordCheck withItems(FlatObject item) {
        CompiledSchema known = withItems.get(item);
        if (known == null) {
            known = new CompiledSchema(work);
            withItems.put(item, known);
            known.set(Arrays.stream(keywords(JsonKind.LIST))
                    .map(keyword -> keyword.withItems(item))
                    .toList());
        }
        return known;
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        FlatObjectCheck known = flat.get(object);
        if (known == null) {
            List<FlatObjectCheck> checks = new ArrayList<>();
            for (KeywordCheck keyword : keywords) {
                checks.add(keyword.flatten(object));
            }
            known = FlatObjectCheck.all(checks);
            flat.put(object, known);
        }
        return known;
    }
}
