package io.riskstream.text;

/** A text is not JSON. The message states the position, and quotes nothing, because the text is personal data. It has no stack trace. */
public final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidJsonException(String problem, int line, int column) {
        super(problem + " at line " + line + " column " + column, null, false, false);
    }
}
