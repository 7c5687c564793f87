package io.riskstream.validate;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** {@code not}. */
final class Not extends Check.Assertion {
    private final Check check;

    Not(JsonObject rule, Check check) {
        super("not", rule, everything());
        this.check = check;
    }

    @Override
    boolean acceptsText(String text) {
        return !check.acceptsText(text);
    }

    @Override
    boolean acceptsInteger(long number) {
        return !check.acceptsInteger(number);
    }

    @Override
    boolean acceptsNumber(double number) {
        return !check.acceptsNumber(number);
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        return !check.acceptsTruth(truth);
    }

    @Override
    boolean acceptsNull() {
        return !check.acceptsNull();
    }

    @Override
    boolean acceptsList(List<?> list) {
        return !check.acceptsList(list);
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return !check.acceptsObject(members);
    }

    @Override
    FlatCheck on(FlatObject object) {
        return FlatCheck.not(check.on(object));
    }
}
