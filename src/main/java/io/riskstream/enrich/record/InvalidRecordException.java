package io.riskstream.enrich.record;

import io.riskstream.event.Field;

/** Thrown for a record that does not match the declaration of its look-up. The message names the field and the problem, and contains no value. */
public final class InvalidRecordException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidRecordException(String message) {
        super(message);
    }

    static InvalidRecordException of(Field field, String message) {
        return new InvalidRecordException("field '" + field.path() + "' " + message);
    }
}
