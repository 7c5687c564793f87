package io.riskstream.validate;

/** A keyword that is left to the library, and with it the whole schema. The message names the file, the keyword, its place, and why. */
final class UnsupportedKeyword extends Exception {
    UnsupportedKeyword(String message) {
        super(message);
    }
}
