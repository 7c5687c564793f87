package io.riskstream.expression;

/** What a condition says of an event. */
public enum ConditionResult {
    FALSE,
    TRUE,
    /** It cannot be told: a field it needs is missing or null, a number overflows, something is divided by zero. */
    ERROR
}
