package io.riskstream.validate.compiled;

import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.JsonKind;
import java.util.List;
import java.util.Map;

/** {@code if} with {@code then} and {@code else}. */
final class IfThenElse extends KeywordCheck {
    private final KeywordCheck test;
    private final KeywordCheck then;
    private final KeywordCheck otherwise;

    IfThenElse(KeywordCheck test, KeywordCheck then, KeywordCheck otherwise) {
        super(allKinds());
        this.test = test;
        this.then = then;
        this.otherwise = otherwise;
    }

    @Override
    boolean constrains(JsonKind kind) {
        return then.constrains(kind) || otherwise.constrains(kind);
    }

    @Override
    boolean acceptsString(String text) {
        return (test.acceptsString(text) ? then : otherwise).acceptsString(text);
    }

    @Override
    boolean acceptsLong(long number) {
        return (test.acceptsLong(number) ? then : otherwise).acceptsLong(number);
    }

    @Override
    boolean acceptsDouble(double number) {
        return (test.acceptsDouble(number) ? then : otherwise).acceptsDouble(number);
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        return (test.acceptsBoolean(bool) ? then : otherwise).acceptsBoolean(bool);
    }

    @Override
    boolean acceptsNull() {
        return (test.acceptsNull() ? then : otherwise).acceptsNull();
    }

    @Override
    boolean acceptsList(List<?> list) {
        return (test.acceptsList(list) ? then : otherwise).acceptsList(list);
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return (test.acceptsObject(members) ? then : otherwise).acceptsObject(members);
    }

    @Override
    KeywordCheck withItems(FlatObject item) {
        return new IfThenElse(test.withItems(item), then.withItems(item), otherwise.withItems(item));
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        FlatObjectCheck flatTest = test.flatten(object);
        FlatObjectCheck flatThen = then.flatten(object);
        FlatObjectCheck flatOtherwise = otherwise.flatten(object);
        return new FlatObjectCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return (flatTest.accepts(values) ? flatThen : flatOtherwise).accepts(values);
            }
        };
    }
}
