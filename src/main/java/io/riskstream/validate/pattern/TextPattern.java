package io.riskstream.validate.pattern;

/**
 * A regular expression as a table of states: each character of a text costs one look-up, whatever the expression and the text, and nothing is
 * allocated. It finds what {@link java.util.regex.Matcher#find()} finds, which for some expressions and texts never ends.
 */
public final class TextPattern {
    static final int DEAD = 0;
    static final int START = 1;

    private final CharEquivalence kinds;
    private final int[] next;
    private final boolean[] found;
    private final boolean[] foundAtEnd;

    /**
     * A table.
     *
     * @param next the state after each state and kind of character, a row for each state
     * @param found by state, whether a match is found
     * @param foundAtEnd by state, whether one is if the text ends here
     */
    TextPattern(CharEquivalence kinds, int[] next, boolean[] found, boolean[] foundAtEnd) {
        this.kinds = kinds;
        this.next = next;
        this.found = found;
        this.foundAtEnd = foundAtEnd;
    }

    /** Whether a part of the text matches. */
    public boolean isFoundIn(String text) {
        int length = text.length();
        int columns = kinds.count();
        int state = START;
        for (int i = 0; i < length; i++) {
            if (found[state] || i >= length - 2 && foundAtEnd[state] && isLastLineEnd(text, i)) {
                return true;
            }
            int character = text.charAt(i);
            if (Character.isHighSurrogate((char) character)) {
                character = text.codePointAt(i);
                i += Character.charCount(character) - 1;
            }
            state = next[state * columns + kinds.of(character)];
            if (state == DEAD) {
                return false;
            }
        }
        return found[state] || foundAtEnd[state];
    }

    /** Whether from here on there is a line break and nothing else: Java's {@code $} matches before it too, but not inside of one. */
    private static boolean isLastLineEnd(String text, int at) {
        char c = text.charAt(at);
        if (at == text.length() - 2) {
            return c == '\r' && text.charAt(at + 1) == '\n';
        }
        if (c == '\n') {
            return at == 0 || text.charAt(at - 1) != '\r';
        }
        return c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }
}
