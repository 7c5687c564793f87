package io.riskstream.validate.schema;

/**
 * A text that aborts a search after ten million reads, which is after some tens of milliseconds. java.util.regex tries all ways through an expression
 * such as {@code (a+)+$}: 2^40 in a text of forty characters.
 */
public final class BoundedText implements CharSequence {
    private static final int MAX_READS = 10_000_000;

    /** The text was read too often. */
    public static final class LimitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LimitException() {
            super("the search took too long", null, false, false);
        }
    }

    private final String text;
    private int reads;

    public BoundedText(String text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++reads > MAX_READS) {
            throw new LimitException();
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
