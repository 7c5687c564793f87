package io.riskstream.validate.schema;

/**
 * One value of an event that violates a keyword of the schema.
 *
 * @param keyword of JSON Schema, such as {@code required}
 * @param path the dotted path of the value; for a missing member, the path that it would have
 * @param message the allowed values and the actual value, for people
 */
public record ValidationFailure(String keyword, String path, String message) {
    /** Stands for the keyword if the event is too large to be checked with the json-schema library. */
    public static final String SIZE = "size";
}
