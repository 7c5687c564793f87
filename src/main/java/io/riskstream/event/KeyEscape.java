package io.riskstream.event;

/** How a key template with several placeholders keeps the values of different events apart. */
public enum KeyEscape {
    /**
     * A character that separates two placeholders is escaped where it occurs in a value, and so is {@code %}: with {@code {tenant}:{claim}}, the value
     * {@code b:1} becomes {@code b%3A1}. So different values always give different keys. A value without these characters, and a key with one
     * placeholder, stay as they are.
     */
    SEPARATORS,
    /** The values are used as they are. Different values can give the same key, unless the sender of the events cannot choose them freely. */
    NONE
}
