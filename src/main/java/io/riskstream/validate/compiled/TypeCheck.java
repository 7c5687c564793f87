package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.JsonKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code type}. A number without a fraction is an integer, even if it is written as 1.0. */
final class TypeCheck extends KeywordCheck {
    private final Set<JsonKind> allowed;
    private final boolean integers;

    TypeCheck(List<String> types) {
        super(allKinds());
        this.allowed = EnumSet.noneOf(JsonKind.class);
        types.forEach(type -> allowed.addAll(JsonKind.ofType(type)));
        this.integers = allowed.contains(JsonKind.LONG);
    }

    @Override
    boolean constrains(JsonKind kind) {
        return !allowed.contains(kind);
    }

    @Override
    boolean acceptsString(String text) {
        return allowed.contains(JsonKind.STRING);
    }

    @Override
    boolean acceptsLong(long number) {
        return integers;
    }

    @Override
    boolean acceptsDouble(double number) {
        return allowed.contains(JsonKind.DOUBLE) || integers && number == Math.rint(number);
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        return allowed.contains(JsonKind.BOOLEAN);
    }

    @Override
    boolean acceptsNull() {
        return allowed.contains(JsonKind.NULL);
    }

    @Override
    boolean acceptsList(List<?> list) {
        return allowed.contains(JsonKind.LIST);
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return allowed.contains(JsonKind.OBJECT);
    }

    @Override
    KeywordCheck withItems(FlatObject item) {
        return this;
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        return allowed.contains(JsonKind.OBJECT) ? FlatObjectCheck.ALWAYS : FlatObjectCheck.NEVER;
    }
}
