package io.riskstream.event;

/** A value that is there and is null, inside a list. For a field of an event it is {@link ValueKind#NULL}. */
public enum NullValue {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
