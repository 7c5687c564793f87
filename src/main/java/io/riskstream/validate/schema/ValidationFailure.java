package io.riskstream.validate.schema;

/**
 * One value of an event that violates a keyword of the schema.
 *
 * @param keyword of JSON Schema, such as {@code required}
 * @param path the dotted path of the value; for a missing member, the path that it would have
 * @param message the allowed values and the actual value, for people
 */
public record ValidationFailure(String keyword, String path, String message) {
    /** Stands for the keyword if the check of the event would take too long. */
    public static final String LIMIT = "limit";

    /** Returns the failure of an event whose check would take too long. */
    public static ValidationFailure limit() {
        return new ValidationFailure(LIMIT, "", FailureMessages.LIMIT);
    }
}
