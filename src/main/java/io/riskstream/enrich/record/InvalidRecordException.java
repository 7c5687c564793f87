package io.riskstream.enrich.record;

import io.riskstream.event.Field;

/** A record that is not what its look-up declares. The message names the field and the fault, never a value. */
public final class InvalidRecordException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidRecordException(String message) {
        super(message);
    }

    static InvalidRecordException of(Field field, String message) {
        return new InvalidRecordException("field '" + field.path() + "' " + message);
    }
}
