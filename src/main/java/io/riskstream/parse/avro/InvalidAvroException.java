package io.riskstream.parse.avro;

/** Thrown for bytes that are no value of their writer's schema. It has no stack trace, since one is created for each invalid event and never logged. */
public final class InvalidAvroException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;
    private String path = "";

    InvalidAvroException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Returns the rejection code. */
    public String code() {
        return code;
    }

    /** Returns the dotted path of the wrong value; empty if the whole event is wrong. */
    public String path() {
        return path;
    }

    /** Adds the name of the member that contains the wrong value, and returns this exception. */
    InvalidAvroException inside(String member) {
        path = path.isEmpty() ? member : member + "." + path;
        return this;
    }
}
