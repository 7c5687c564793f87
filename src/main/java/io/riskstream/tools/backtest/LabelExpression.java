package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;

/** An expression over the fields of an event and its undeclared members. One thread may use it. */
final class LabelExpression {
    private final AddedFields fields;
    private final Condition condition;

    /**
     * Compiles an expression.
     *
     * @param option the option that contains the expression, for messages
     * @throws IllegalArgumentException if it is wrong
     */
    LabelExpression(String option, String expression, EventType type) {
        try {
            this.fields = AddedFields.of(expression, type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
        this.condition = Condition.compile(expression, fields.extended());
    }

    ConditionResult test(Event event) {
        return condition.test(fields.extend(event));
    }
}
