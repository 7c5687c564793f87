package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.JsonKind;
import java.util.List;
import java.util.Map;

/** The schemas {@code true} and {@code false}: they accept every value, or none. */
final class BooleanSchema extends KeywordCheck {
    static final BooleanSchema TRUE = new BooleanSchema(true);
    static final BooleanSchema FALSE = new BooleanSchema(false);

    private final boolean result;

    private BooleanSchema(boolean result) {
        super(allKinds());
        this.result = result;
    }

    @Override
    boolean constrains(JsonKind kind) {
        return !result;
    }

    @Override
    boolean acceptsString(String text) {
        return result;
    }

    @Override
    boolean acceptsLong(long number) {
        return result;
    }

    @Override
    boolean acceptsDouble(double number) {
        return result;
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        return result;
    }

    @Override
    boolean acceptsNull() {
        return result;
    }

    @Override
    boolean acceptsList(List<?> list) {
        return result;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return result;
    }

    @Override
    KeywordCheck withItems(FlatObject item) {
        return this;
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        return result ? FlatObjectCheck.ALWAYS : FlatObjectCheck.NEVER;
    }
}
