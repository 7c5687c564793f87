package io.riskstream.validate.compiled;

import java.util.List;
import java.util.Map;

/** {@code not}. */
final class NotCheck extends KeywordCheck {
    private final KeywordCheck check;

    NotCheck(KeywordCheck check) {
        super(allKinds());
        this.check = check;
    }

    @Override
    boolean acceptsString(String text) {
        return !check.acceptsString(text);
    }

    @Override
    boolean acceptsLong(long number) {
        return !check.acceptsLong(number);
    }

    @Override
    boolean acceptsDouble(double number) {
        return !check.acceptsDouble(number);
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        return !check.acceptsBoolean(bool);
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
    KeywordCheck withItems(FlatObject item) {
        return new NotCheck(check.withItems(item));
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        return FlatObjectCheck.not(check.flatten(object));
    }
}
