package io.riskstream.validate.pattern;

import dk.brics.automaton.RunAutomaton;

/**
 * A compiled regular expression. A search takes one table look-up per character, for every expression and text, and allocates nothing. It gives
 * the result of {@link java.util.regex.Matcher#find()}, which takes exponential time for some expressions and texts. Immutable.
 */
public final class TextPattern {
    private final RunAutomaton automaton;
    private final PatternAlphabet alphabet;

    TextPattern(RunAutomaton automaton, PatternAlphabet alphabet) {
        this.automaton = automaton;
        this.alphabet = alphabet;
    }

    /** True if a part of the text matches. */
    public boolean isFoundIn(String text) {
        int length = text.length();
        int state = automaton.getInitialState();
        for (int i = 0; i < length; i++) {
            if (i >= length - 2 && isLastLineTerminator(text, i) && isFoundAtEnd(state)) {
                return true;
            }
            int codePoint = text.charAt(i);
            if (Character.isHighSurrogate((char) codePoint)) {
                codePoint = text.codePointAt(i);
                i += Character.charCount(codePoint) - 1;
            }
            state = automaton.step(state, alphabet.symbol(codePoint));
            if (state < 0) {
                return false;
            }
        }
        return isFoundAtEnd(state);
    }

    private boolean isFoundAtEnd(int state) {
        int end = automaton.step(state, alphabet.endOfText());
        return end >= 0 && automaton.isAccept(end);
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
