package io.riskstream.enrich;

import io.riskstream.Field;

/** A record that is not what its look-up declares. The message names the field and the fault, never a value. */
final class RecordFault extends Exception {
    private static final long serialVersionUID = 1;

    RecordFault(String message) {
        super(message);
    }

    static RecordFault of(Field field, String message) {
        return new RecordFault("field '" + field.path() + "' " + message);
    }
}
