package io.riskstream.validate.pattern;

/** A regular expression that is not compiled. The message names the part that is not supported, such as {@code '\b'}. */
public final class UnsupportedPatternException extends Exception {
    private static final long serialVersionUID = 1;

    UnsupportedPatternException(String part) {
        super(part);
    }
}
