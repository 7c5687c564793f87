package io.riskstream.validate.schema;

/**
 * A text that can be looked at only so often. java.util.regex tries all ways through an expression such as {@code (a+)+$}, of which there are 2^40
 * in a text of forty characters; what is known to take that long is given up after some tens of milliseconds.
 */
public final class BoundedText implements CharSequence {
    private static final int MOST_LOOKS = 10_000_000;

    /** The text was looked at too often. */
    public static final class Exhausted extends RuntimeException {
        Exhausted() {
            super("a search took too long", null, false, false);
        }
    }

    private final String text;
    private int looks;

    public BoundedText(String text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++looks > MOST_LOOKS) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
