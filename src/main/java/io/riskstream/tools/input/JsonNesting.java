package io.riskstream.tools.input;

/** Finds the end of a JSON object: counts braces and brackets outside of strings. */
final class JsonNesting {
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** Adds the next character. Returns true if it closes the outermost object or array. */
    boolean add(int c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
            return false;
        }
        switch (c) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                return depth == 0;
            }
            default -> {}
        }
        return false;
    }

    /** True if the last character is inside a string. */
    boolean inString() {
        return inString;
    }
}
