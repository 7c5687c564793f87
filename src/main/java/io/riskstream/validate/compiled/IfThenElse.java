package io.riskstream.validate.compiled;

import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.ValueLocation;
import java.util.List;
import java.util.Map;

/** {@code if} with {@code then} and {@code else}. */
final class IfThenElse extends KeywordCheck {
    private final KeywordCheck test;
    private final KeywordCheck then;
    private final KeywordCheck otherwise;

    IfThenElse(KeywordCheck test, KeywordCheck then, KeywordCheck otherwise) {
        super(everything());
        this.test = test;
        this.then = then;
        this.otherwise = otherwise;
    }

    @Override
    boolean isAbout(JsonKind kind) {
        return then.isAbout(kind) || otherwise.isAbout(kind);
    }

    @Override
    boolean acceptsText(String text) {
        return (test.acceptsText(text) ? then : otherwise).acceptsText(text);
    }

    @Override
    boolean acceptsInteger(long number) {
        return (test.acceptsInteger(number) ? then : otherwise).acceptsInteger(number);
    }

    @Override
    boolean acceptsNumber(double number) {
        return (test.acceptsNumber(number) ? then : otherwise).acceptsNumber(number);
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        return (test.acceptsTruth(truth) ? then : otherwise).acceptsTruth(truth);
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
    void explain(Object value, ValueLocation place, FailureList failures) {
        if (test.accepts(value)) {
            then.explain(value, place.under("then"), failures);
        } else {
            otherwise.explain(value, place.under("else"), failures);
        }
    }

    @Override
    boolean misfits(Object value) {
        return (test.accepts(value) ? then : otherwise).misfits(value);
    }

    @Override
    FlatObjectCheck on(FlatObject object) {
        FlatObjectCheck flatTest = test.on(object);
        FlatObjectCheck flatThen = then.on(object);
        FlatObjectCheck flatOtherwise = otherwise.on(object);
        return new FlatObjectCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return (flatTest.accepts(values) ? flatThen : flatOtherwise).accepts(values);
            }
        };
    }
}
