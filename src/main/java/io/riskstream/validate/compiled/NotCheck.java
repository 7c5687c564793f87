package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** {@code not}. */
final class NotCheck extends KeywordCheck.Assertion {
    private final KeywordCheck check;

    NotCheck(JsonObject rule, KeywordCheck check) {
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
    FlatObjectCheck on(FlatObject object) {
        return FlatObjectCheck.not(check.on(object));
    }
}
