package io.riskstream.validate.pattern;

/**
 * A compiled regular expression. A search takes one table look-up per character, for every expression and text, and allocates nothing. It gives
 * the result of {@link java.util.regex.Matcher#find()}, which takes exponential time for some expressions and texts. Immutable.
 */
public final class TextPattern {
    static final int INITIAL = 0;
    static final int NO_STATE = -1;
    /** Follows the end of a text that contains a match. */
    static final int FOUND = 0;

    /** The state after each state and symbol. */
    private final int[][] transitions;

    private final PatternAlphabet alphabet;

    TextPattern(int[][] transitions, PatternAlphabet alphabet) {
        this.transitions = transitions;
        this.alphabet = alphabet;
    }

    /** True if a part of the text matches. */
    public boolean isFoundIn(String text) {
        int length = text.length();
        int state = INITIAL;
        for (int i = 0; i < length; i++) {
            if (i >= length - 2 && isLastLineTerminator(text, i) && isFoundAtEnd(state)) {
                return true;
            }
            int codePoint = text.charAt(i);
            if (Character.isHighSurrogate((char) codePoint)) {
                codePoint = text.codePointAt(i);
                i += Character.charCount(codePoint) - 1;
            }
            state = transitions[state][alphabet.symbol(codePoint)];
            if (state == NO_STATE) {
                return false;
            }
        }
        return isFoundAtEnd(state);
    }

    private boolean isFoundAtEnd(int state) {
        return transitions[state][alphabet.endOfText()] == FOUND;
    }

    /** True if the rest of the text is one line terminator: Java's {@code $} also matches before it, but not between its two characters. */
    private static boolean isLastLineTerminator(String text, int index) {
        char c = text.charAt(index);
        if (index == text.length() - 2) {
            return c == '\r' && text.charAt(index + 1) == '\n';
        }
        if (c == '\n') {
            return index == 0 || text.charAt(index - 1) != '\r';
        }
        return c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }
}
