package io.riskstream.expression;

/** The result of evaluating a condition for an event. */
public enum ConditionResult {
    FALSE,
    TRUE,
    /** The condition has no result: a field in it is absent or null, a number overflows, or a number is divided by zero. */
    ERROR
}
