package io.riskstream.validate.compiled;

/** A keyword that is left to the library, and with it the whole schema. The message names the file, the keyword, its place, and why. */
public final class UnsupportedKeywordException extends Exception {
    UnsupportedKeywordException(String message) {
        super(message);
    }
}
