package io.riskstream.text;

import java.util.Arrays;

/**
 * Reads the tokens of a JSON text, strictly as RFC 8259 defines them, and knows the path and the position of an error. Numbers are returned as their text,
 * of any length: Gson's reader takes {@code 184467440737095516160} and numbers of more than 1,024 characters for invalid. Not thread-safe.
 *
 * <p>The caller reads an object with {@link #beginObject}, then {@link #nextName} and a value while {@link #hasNext}, then {@link #endObject}; a list
 * likewise. The caller limits the depth, because it is the caller that recurs.
 */
public final class JsonTokens {
    /** The kinds of values. */
    public enum Kind {
        OBJECT,
        LIST,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int IN_OBJECT = -1;
    private static final int HEXADECIMAL_DIGITS = 4;

    private final String text;
    private int position;
    private int depth;
    /** By depth: the name of the current member of an object; null before its first member, and in a list. */
    private String[] names = new String[16];
    /** By depth: the index of the current element of a list; {@link #IN_OBJECT} in an object. */
    private int[] indexes = new int[16];
    /** True if an element or a member precedes the next one, so that a comma must follow. */
    private boolean started;

    /** @param text a JSON text; a byte order mark before it is skipped */
    public JsonTokens(String text) {
        this.text = text;
        this.position = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    }

    /** Returns the kind of the next value. */
    public Kind peek() throws InvalidJsonException {
        return switch (peekChar()) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.LIST;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw invalid();
        };
    }

    public void beginObject() throws InvalidJsonException {
        begin('{', IN_OBJECT);
    }

    public void endObject() throws InvalidJsonException {
        end('}');
    }

    public void beginList() throws InvalidJsonException {
        begin('[', 0);
    }

    public void endList() throws InvalidJsonException {
        end(']');
    }

    private void begin(char brace, int index) throws InvalidJsonException {
        expect(brace);
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        names[depth] = null;
        indexes[depth] = index;
        depth++;
        started = false;
    }

    private void end(char brace) throws InvalidJsonException {
        expect(brace);
        depth--;
        started = true;
    }

    /** True if the current object has another member, or the current list another element. */
    public boolean hasNext() throws InvalidJsonException {
        boolean inObject = indexes[depth - 1] == IN_OBJECT;
        char end = inObject ? '}' : ']';
        char next = peekChar();
        if (next == end) {
            return false;
        }
        if (started) {
            expect(',');
            if (!inObject) {
                indexes[depth - 1]++;
            }
            if (peekChar() == end) {
                throw invalid();
            }
        }
        started = true;
        return true;
    }

    /** Returns the name of the next member. */
    public String nextName() throws InvalidJsonException {
        names[depth - 1] = nextString();
        expect(':');
        return names[depth - 1];
    }

    public boolean nextBoolean() throws InvalidJsonException {
        boolean isTrue = peekChar() == 't';
        literal(isTrue ? "true" : "false");
        return isTrue;
    }

    public void nextNull() throws InvalidJsonException {
        literal("null");
    }

    private void literal(String token) throws InvalidJsonException {
        skipSpace();
        for (int i = 0; i < token.length(); i++) {
            if (take() != token.charAt(i)) {
                position--;
                throw invalid();
            }
        }
    }

    /** Returns the text of the next number. */
    public String nextNumber() throws InvalidJsonException {
        skipSpace();
        int start = position;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        return text.substring(start, position);
    }

    private void digits() throws InvalidJsonException {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (position == start) {
            throw position == text.length() ? endsEarly() : invalid();
        }
    }

    /** Returns the next string without its escapes. It may contain unpaired surrogates, which the escapes of a valid string can describe. */
    public String nextString() throws InvalidJsonException {
        expect('"');
        int start = position;
        StringBuilder plain = null;
        while (true) {
            char c = take();
            if (c == '"') {
                String last = text.substring(start, position - 1);
                return plain == null ? last : plain.append(last).toString();
            }
            if (c < ' ') {
                position--;
                throw invalid();
            }
            if (c == '\\') {
                plain = plain == null ? new StringBuilder() : plain;
                plain.append(text, start, position - 1).append(escaped());
                start = position;
            }
        }
    }

    private char escaped() throws InvalidJsonException {
        char c = take();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                position--;
                throw invalid();
            }
        };
    }

    private char hexadecimal() throws InvalidJsonException {
        int code = 0;
        for (int i = 0; i < HEXADECIMAL_DIGITS; i++) {
            char c = take();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                position--;
                throw invalid();
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    /** Skips the next value, at any depth. */
    public void skipValue() throws InvalidJsonException {
        int outer = depth;
        do {
            boolean inside = depth > outer;
            if (inside && !hasNext()) {
                end(indexes[depth - 1] == IN_OBJECT ? '}' : ']');
                continue;
            }
            if (inside && indexes[depth - 1] == IN_OBJECT) {
                nextName();
            }
            switch (peek()) {
                case OBJECT -> beginObject();
                case LIST -> beginList();
                case STRING -> nextString();
                case NUMBER -> nextNumber();
                case BOOLEAN -> nextBoolean();
                case NULL -> nextNull();
            }
        } while (depth > outer);
    }

    /** Requires that nothing but white space follows. */
    public void end() throws InvalidJsonException {
        skipSpace();
        if (position < text.length()) {
            throw invalid();
        }
    }

    /** Returns the dotted path of the current value, such as {@code items.2.zip}; empty outside all objects and lists. */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String part = indexes[i] == IN_OBJECT ? names[i] : Integer.toString(indexes[i]);
            if (part != null) {
                path.append(i == 0 ? "" : ".").append(part);
            }
        }
        return path.toString();
    }

    private char peekChar() throws InvalidJsonException {
        skipSpace();
        if (position == text.length()) {
            throw endsEarly();
        }
        return text.charAt(position);
    }

    private char take() throws InvalidJsonException {
        if (position == text.length()) {
            throw endsEarly();
        }
        return text.charAt(position++);
    }

    private void expect(char expected) throws InvalidJsonException {
        if (peekChar() != expected) {
            throw invalid();
        }
        position++;
    }

    private boolean skip(char c) {
        boolean found = position < text.length() && text.charAt(position) == c;
        position += found ? 1 : 0;
        return found;
    }

    private void skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            position++;
        }
    }

    private InvalidJsonException invalid() {
        return problem("invalid JSON (RFC 8259)");
    }

    private InvalidJsonException endsEarly() {
        return problem("the JSON ends unexpectedly");
    }

    private InvalidJsonException problem(String problem) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new InvalidJsonException(problem, line, position - lineStart + 1);
    }
}
