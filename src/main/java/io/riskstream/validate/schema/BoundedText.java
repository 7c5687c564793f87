package io.riskstream.validate.schema;

/**
 * A text that aborts a search after ten million reads of the texts of one event, which is after some tens of milliseconds. java.util.regex tries all ways through an expression
 * such as {@code (a+)+$}: 2^40 in a text of forty characters.
 */
public final class BoundedText implements CharSequence {
    /** The text was read too often. */
    public static final class LimitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LimitException() {
            super("the search took too long", null, false, false);
        }
    }

    private final String text;
    private final CheckWork work;

    public BoundedText(String text, CheckWork work) {
        this.text = text;
        this.work = work;
    }

    @Override
    public char charAt(int index) {
        if (!work.read()) {
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
