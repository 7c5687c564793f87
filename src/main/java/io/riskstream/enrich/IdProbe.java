package io.riskstream.enrich;

/**
 * An id to look for, written where the last one stood, so that no string is made of it until it is missed. It equals the string of the same
 * text, and hashes as that does; a string does not equal it, so it is good for asking a map, and not for keeping in one. One thread's.
 */
final class IdProbe {
    private final StringBuilder text = new StringBuilder(64);
    private int hash;

    /** Emptied, to be written. */
    StringBuilder clear() {
        text.setLength(0);
        return text;
    }

    /** To be called once the text is written. */
    IdProbe ready() {
        int h = 0;
        for (int i = 0; i < text.length(); i++) {
            h = 31 * h + text.charAt(i); // String.hashCode, as its contract has it
        }
        hash = h;
        return this;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof String id && id.contentEquals(text);
    }

    /** The id as a string. */
    @Override
    public String toString() {
        return text.toString();
    }
}
