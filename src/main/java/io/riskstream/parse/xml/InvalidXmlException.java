package io.riskstream.parse.xml;

/** Thrown for a document that is not valid or exceeds a limit. It has no stack trace, since one is created for each invalid event and never logged. */
public final class InvalidXmlException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;
    private final String path;

    InvalidXmlException(String code, String path, String message) {
        super(message, null, false, false);
        this.code = code;
        this.path = path;
    }

    /** Returns the rejection code. */
    public String code() {
        return code;
    }

    /** Returns the dotted path of the wrong value; empty if the whole event is wrong. */
    public String path() {
        return path;
    }
}
