package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.ValueLocation;
import java.util.List;
import java.util.Map;

/** The schemas {@code true} and {@code false}: every value, or none. */
final class BooleanSchema extends KeywordCheck {
    static final BooleanSchema TRUE = new BooleanSchema(true);
    static final BooleanSchema FALSE = new BooleanSchema(false);

    private final boolean answer;

    private BooleanSchema(boolean answer) {
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
    void explain(Object value, ValueLocation place, FailureList failures) {
        if (!answer) {
            failures.add(new ValidationFailure(place.keyword(), place.path(), FailureMessages.FORBIDDEN));
        }
    }

    @Override
    boolean misfits(Object value) {
        return !answer;
    }

    @Override
    FlatObjectCheck on(FlatObject object) {
        return answer ? FlatObjectCheck.ALWAYS : FlatObjectCheck.NEVER;
    }
}
