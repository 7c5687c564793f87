package io.riskstream.tools.backtest;

import java.util.regex.Pattern;

/** Writes a word of a command line. */
final class ShellText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellText() {}

    /** Returns the word, in single quotes if a shell would read it as something else. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
