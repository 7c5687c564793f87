package io.riskstream.validate.schema;

/**
 * One place where an event is not what the schema says.
 *
 * @param keyword of JSON Schema, such as {@code required}
 * @param path dotted; of the missing member itself where one is missing
 * @param message for people: what is allowed there, and what is there
 */
public record ValidationFailure(String keyword, String path, String message) {}
