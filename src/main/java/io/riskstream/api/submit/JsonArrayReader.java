package io.riskstream.api.submit;

import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The elements of a JSON array as they are written, without being parsed: it looks at brackets, quotes and commas alone, whatever the depth, and leaves it to
 * the parser to find what is wrong within an element.
 */
final class JsonArrayReader implements EventFormat.Parts {
    private final byte[] body;
    private int position;
    private boolean ended;

    /** @param body one for which {@link #isArray} is true */
    JsonArrayReader(byte[] body) {
        this.body = body;
        this.position = skipSpace(body, start(body)) + 1;
    }

    /** True if the body begins as a JSON array does. */
    static boolean isArray(byte[] body) {
        int first = skipSpace(body, start(body));
        return first < body.length && body[first] == '[';
    }

    /** Returns the position behind a byte order mark. */
    private static int start(byte[] body) {
        return body.length > 2 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf ? 3 : 0;
    }

    private static int skipSpace(byte[] body, int from) {
        int i = from;
        while (i < body.length && isSpace(body[i])) {
            i++;
        }
        return i;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /**
     * Returns the next element.
     *
     * @throws ProblemException 400 if the array is not well-formed
     */
    @Override
    public Optional<byte[]> next() {
        if (ended) {
            return Optional.empty();
        }
        int from = skipSpace(body, position);
        if (from < body.length && body[from] == ']' && isFirst(from)) {
            finish(from);
            return Optional.empty();
        }
        int end = elementEnd(from);
        if (body[end] == ']') {
            finish(end);
        }
        position = end + 1;
        int last = end;
        while (last > from && isSpace(body[last - 1])) {
            last--;
        }
        if (last == from) {
            throw malformed("an element is missing");
        }
        return Optional.of(Arrays.copyOfRange(body, from, last));
    }

    /** True if nothing but space is between the begin of the array and a position. */
    private boolean isFirst(int from) {
        return skipSpace(body, skipSpace(body, start(body)) + 1) == from;
    }

    private void finish(int bracket) {
        if (skipSpace(body, bracket + 1) < body.length) {
            throw malformed("text follows its end");
        }
        ended = true;
    }

    /** Returns the position of the comma or bracket that ends an element. */
    private int elementEnd(int from) {
        int depth = 0;
        boolean text = false;
        for (int i = from; i < body.length; i++) {
            byte c = body[i];
            if (text) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    text = false;
                }
            } else if (c == '"') {
                text = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == ',' && depth == 0 || c == ']' && depth == 0) {
                return i;
            } else if (c == '}' || c == ']') {
                depth = Math.max(0, depth - 1);
            }
        }
        throw malformed("it does not end");
    }

    private static ProblemException malformed(String what) {
        return new ProblemException(Problem.of(400, "the body is no well-formed JSON array: " + what));
    }
}
