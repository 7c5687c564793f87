package io.riskstream.validate.pattern;

/**
 * A compiled regular expression of ECMA-262. A search takes one table look-up per character, for every expression and text, and allocates nothing;
 * {@link java.util.regex.Matcher#find()} takes exponential time for some expressions and texts. Immutable.
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
        return transitions[state][alphabet.endOfText()] == FOUND;
    }
}
