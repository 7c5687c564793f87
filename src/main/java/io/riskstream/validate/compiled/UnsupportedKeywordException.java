package io.riskstream.validate.compiled;

/** A schema that is not compiled because of one keyword. The message states the file, the keyword, its JSON pointer, and the reason. */
public final class UnsupportedKeywordException extends Exception {
    private static final long serialVersionUID = 1;

    UnsupportedKeywordException(String message) {
        super(message);
    }
}
