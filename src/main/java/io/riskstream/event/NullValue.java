package io.riskstream.event;

/** The null element of a list. A field of an event that is null has the kind {@link ValueKind#NULL} instead. */
public enum NullValue {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
