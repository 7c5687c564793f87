package io.riskstream.validate;

import java.util.List;
import java.util.Map;

/** The schemas {@code true} and {@code false}: every value, or none. */
final class Fixed extends Check {
    static final Fixed TRUE = new Fixed(true);
    static final Fixed FALSE = new Fixed(false);

    private final boolean answer;

    private Fixed(boolean answer) {
        super(everything());
        this.answer = answer;
    }

    @Override
    boolean isAbout(JsonKind kind) {
        return !answer;
    }

    @Override
    boolean acceptsText(String text) {
        return answer;
    }

    @Override
    boolean acceptsInteger(long number) {
        return answer;
    }

    @Override
    boolean acceptsNumber(double number) {
        return answer;
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        return answer;
    }

    @Override
    boolean acceptsNull() {
        return answer;
    }

    @Override
    boolean acceptsList(List<?> list) {
        return answer;
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return answer;
    }

    @Override
    void explain(Object value, Place place, FailureList failures) {
        if (!answer) {
            failures.add(new Failure(place.keyword(), place.path(), FailureText.FORBIDDEN));
        }
    }

    @Override
    boolean misfits(Object value) {
        return !answer;
    }

    @Override
    FlatCheck on(FlatObject object) {
        return answer ? FlatCheck.ALWAYS : FlatCheck.NEVER;
    }
}
