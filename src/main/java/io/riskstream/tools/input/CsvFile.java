package io.riskstream.tools.input;

import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecordException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The records of a CSV file, one by one. {@link #next} moves to the next record, blank lines excepted; the other methods describe that record. A record is
 * divided into cells as {@code ParseCsv} does it.
 */
public final class CsvFile implements AutoCloseable {
    /** A longer record is most likely one with a quote that is not closed. */
    private static final int MAX_RECORD = 16 << 20;

    private static final Pattern TOTAL = Pattern.compile("(grand |sub)?totals?:?", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final CsvFormat format;
    private final InputText text;
    private final CsvCells cells;
    private final List<String> header;
    private final StringBuilder record = new StringBuilder();
    private long firstLine;
    private long lastLine;
    private long blankLines;
    private Optional<String> problem = Optional.empty();

    /**
     * Opens a file, and reads its header line unless the format names the columns.
     *
     * @throws IllegalArgumentException if the file cannot be read, or its header cannot be used; the message names file and line
     */
    public CsvFile(Path file, CsvFormat format) {
        this.file = file;
        this.format = format;
        this.text = new InputText(file, format.charset());
        this.cells = new CsvCells(format);
        try {
            this.header = format.columns().isEmpty() ? readHeader() : format.columns();
        } catch (IllegalArgumentException e) {
            text.close();
            throw e;
        }
    }

    private List<String> readHeader() {
        if (!readRecord()) {
            throw new IllegalArgumentException(
                    file + ": is empty; its first line must contain the names of the columns");
        }
        try {
            cells.read(record.toString(), 0);
        } catch (CsvRecordException e) {
            throw text.error(firstLine, "the header line is invalid: " + e.getMessage());
        }
        List<String> names = cells.texts();
        CsvFormat.duplicate(names).ifPresent(message -> {
            throw text.error(
                    firstLine,
                    "the header line: " + message + "; if the file has no header line, set columns (--no-header)");
        });
        if (names.size() == 1) {
            format.separatorHint(names.get(0)).ifPresent(hint -> {
                throw text.error(firstLine, "the header line has one column; " + hint);
            });
        }
        return names;
    }

    /** Returns the names of the columns. */
    public List<String> header() {
        return header;
    }

    /**
     * Moves to the next record.
     *
     * @return false at the end of the file
     * @throws IllegalArgumentException if the file cannot be read further: a quote is not closed, or a byte is no character; the message names file and line
     */
    public boolean next() {
        if (!readRecord()) {
            return false;
        }
        try {
            cells.read(record.toString(), 0);
            problem = problemOfCells();
        } catch (CsvRecordException e) {
            problem = Optional.of("is no CSV: " + e.getMessage());
        }
        return true;
    }

    /** Returns why the record cannot be used; empty if it can. The message does not name file and line. */
    public Optional<String> problem() {
        return problem.map(message -> message + lines());
    }

    private String lines() {
        return lastLine > firstLine ? " (lines " + firstLine + " to " + lastLine + ")" : "";
    }

    private Optional<String> problemOfCells() {
        if (cells.count() < header.size()) {
            return Optional.of(isTotal() ? counts() + "; it seems to be a row of totals" : counts());
        }
        return isTotal()
                ? Optional.of("seems to be a row of totals: its first value is '" + firstValue() + "'; remove it")
                : Optional.empty();
    }

    private String counts() {
        return "has " + cells.count() + " columns, but the header has " + header.size();
    }

    /** Returns that the record has more cells than the header has columns; empty if it does not. The message does not name file and line. */
    public Optional<String> furtherCells() {
        return problem.isEmpty() && cells.count() > header.size() ? Optional.of(counts() + lines()) : Optional.empty();
    }

    private boolean isTotal() {
        return cells.count() > 1 && TOTAL.matcher(firstValue()).matches();
    }

    private String firstValue() {
        for (int column = 0; column < cells.count(); column++) {
            if (!cells.text(column).isBlank()) {
                return cells.text(column).strip();
            }
        }
        return "";
    }

    /** Returns the cells of the record; valid until the next call of {@link #next}. */
    public CsvCells cells() {
        return cells;
    }

    /** Returns the record as it is in the file, without its line end. */
    public String text() {
        return record.toString();
    }

    /** Returns the first line of the record, from 1. */
    public long line() {
        return firstLine;
    }

    /** Returns the number of blank lines so far. */
    public long blankLines() {
        return blankLines;
    }

    private boolean readRecord() {
        record.setLength(0);
        while (text.peek() == '\n' || text.peek() == '\r') {
            if (text.read() == '\r' && text.peek() == '\n') {
                text.read();
            }
            blankLines++;
        }
        firstLine = text.line();
        if (text.peek() == InputText.END) {
            return false;
        }
        readToLineEnd();
        return true;
    }

    /** Reads to the first line end that is not in quotes. */
    private void readToLineEnd() {
        boolean quoted = false;
        boolean startOfCell = true;
        while (true) {
            int c = text.peek();
            if (c == InputText.END || !quoted && (c == '\n' || c == '\r')) {
                break;
            }
            if (quoted && c != format.quote()) {
                text.readTo(format.quote(), record, MAX_RECORD);
                if (text.peek() == '\n' || text.peek() == '\r') {
                    record.append((char) text.read());
                }
            } else if (quoted) {
                record.append((char) text.read());
                quoted = readSecondQuote();
            } else if (c == format.separator() || startOfCell && c == format.quote()) {
                record.append((char) text.read());
                quoted = c == format.quote();
                startOfCell = !quoted;
            } else {
                text.readTo(format.separator(), record, MAX_RECORD);
                startOfCell = false;
            }
            if (record.length() > MAX_RECORD) {
                throw text.error(
                        firstLine,
                        "the record that begins here has more than " + MAX_RECORD
                                + " characters; most likely a quote in it is not closed");
            }
        }
        lastLine = text.line();
        if (quoted) {
            throw text.error(firstLine, unclosed());
        }
        if (text.read() == '\r' && text.peek() == '\n') {
            text.read();
        }
    }

    private boolean readSecondQuote() {
        if (text.peek() != format.quote()) {
            return false;
        }
        record.append((char) text.read());
        return true;
    }

    private String unclosed() {
        String reason = "a quote is not closed";
        try {
            cells.read(record.toString(), 0);
        } catch (CsvRecordException e) {
            reason = e.getMessage();
        }
        return reason + ", so the record would contain the rest of the file, to line " + lastLine;
    }

    @Override
    public void close() {
        text.close();
    }
}
