package io.riskstream.api.submit;

import io.riskstream.parse.csv.CsvFormat;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a body, without their ends. Blank lines are left out. A line break within quotes does not end a line; a quote that does not begin a cell is a
 * character like others.
 */
final class LineReader implements EventFormat.Parts {
    private static final int NO_QUOTE = -1;

    private final byte[] body;
    private final int quote;
    private final int separator;
    private int position;

    private LineReader(byte[] body, int quote, int separator) {
        this.body = body;
        this.quote = quote;
        this.separator = separator;
    }

    /** Returns the lines of a text without quotes. */
    static LineReader plain(byte[] body) {
        return new LineReader(body, NO_QUOTE, NO_QUOTE);
    }

    /** Returns the records of a CSV text in a character set that contains ASCII. */
    static LineReader csv(byte[] body, CsvFormat format) {
        return new LineReader(body, format.quote(), format.separator());
    }

    @Override
    public Optional<byte[]> next() {
        while (position < body.length) {
            int start = position;
            int end = end(start);
            position = end + 1;
            if (end > start && body[end - 1] == '\r') {
                end--;
            }
            if (!isBlank(start, end)) {
                return Optional.of(Arrays.copyOfRange(body, start, end));
            }
        }
        return Optional.empty();
    }

    private int end(int start) {
        boolean quoted = false;
        boolean atCellStart = true;
        for (int i = start; i < body.length; i++) {
            boolean begins = atCellStart;
            atCellStart = !quoted && body[i] == separator;
            if (body[i] == quote && (quoted || begins)) {
                quoted = !quoted;
                // a second quote directly after the first stands for one quote within the cell
                atCellStart = !quoted;
            } else if (body[i] == '\n' && !quoted) {
                return i;
            }
        }
        return body.length;
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
