package io.riskstream;

/** A value that is there and is null, inside a list. For a field of an event it is {@link Kind#NULL}. */
public enum Null {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
