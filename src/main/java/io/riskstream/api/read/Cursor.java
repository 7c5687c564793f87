package io.riskstream.api.read;

import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.OutputOrder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The position of the last item of a page, as text in a URL. Clients must not rely on its form. */
final class Cursor {
    private static final char SEPARATOR = '\n';
    /** PostgreSQL has no times far before this one, and one for every later number of microseconds. */
    private static final long MIN_MICROS = ReadQuery.MIN_TIME.toEpochMilli() * 1_000;

    private Cursor() {}

    /** Returns the text of a position. */
    static String text(OutputOrder position) {
        String text =
                Long.toString(position.micros()) + SEPARATOR + position.origin() + SEPARATOR + position.pipeline();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a text.
     *
     * @throws ProblemException 400 if it is not the text of a position
     */
    static OutputOrder parse(String text) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)))
                    .toString();
            int first = decoded.indexOf(SEPARATOR);
            int second = decoded.indexOf(SEPARATOR, first + 1);
            if (first > 0 && second > first && decoded.indexOf('\0') < 0) {
                long micros = Long.parseLong(decoded.substring(0, first));
                if (micros >= MIN_MICROS) {
                    return new OutputOrder(micros, decoded.substring(first + 1, second), decoded.substring(second + 1));
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    private static ProblemException invalid(Exception cause) {
        return new ProblemException(
                Problem.of(400, "the parameter 'after' is not the member 'next' of an earlier page"), cause);
    }
}
