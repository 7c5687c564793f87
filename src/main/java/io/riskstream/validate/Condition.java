package io.riskstream.validate;

import io.riskstream.FieldValues;
import java.util.List;
import java.util.Map;

/** {@code if} with {@code then} and {@code else}. */
final class Condition extends Check {
    private final Check test;
    private final Check then;
    private final Check otherwise;

    Condition(Check test, Check then, Check otherwise) {
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
    void explain(Object value, Place place, FailureList failures) {
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
    FlatCheck on(FlatObject object) {
        FlatCheck flatTest = test.on(object);
        FlatCheck flatThen = then.on(object);
        FlatCheck flatOtherwise = otherwise.on(object);
        return new FlatCheck() {
            @Override
            boolean accepts(FieldValues values) {
                return (flatTest.accepts(values) ? flatThen : flatOtherwise).accepts(values);
            }
        };
    }
}
