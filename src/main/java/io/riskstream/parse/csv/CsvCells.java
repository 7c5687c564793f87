package io.riskstream.parse.csv;

import java.util.Arrays;
import java.util.List;

/**
 * The cells of one CSV record. Reusable for further records; not thread-safe.
 *
 * <p>A cell is quoted if its first character is the quote. A quote inside an unquoted cell is a character like any other, as in {@code 5 inch" pipe}. Text
 * after a closing quote is an error, because either the quote or the text is a mistake.
 */
public final class CsvCells {
    private static final int INITIAL_SIZE = 32;

    private final int separator;
    private final int quote;
    private String[] texts = new String[INITIAL_SIZE];
    private boolean[] quoted = new boolean[INITIAL_SIZE];
    private int count;

    public CsvCells(CsvFormat format) {
        this.separator = format.separator();
        this.quote = format.quote();
    }

    /** Returns the number of cells. */
    public int count() {
        return count;
    }

    /** Returns the text of a cell, without its quotes. */
    public String text(int column) {
        return texts[column];
    }

    /** True if the cell is in quotes. */
    public boolean isQuoted(int column) {
        return quoted[column];
    }

    /** True if the cell is empty and not in quotes: it has no value. */
    public boolean isAbsent(int column) {
        return texts[column].isEmpty() && !quoted[column];
    }

    /** Returns the texts of all cells. */
    public List<String> texts() {
        return List.of(Arrays.copyOf(texts, count));
    }

    /**
     * Reads a record.
     *
     * @param from the index of its first character
     * @return the index after the line end of the record; the length of the text if it has none
     * @throws CsvRecordException if a quote is not closed, or text follows a closing quote; the message contains the column
     */
    public int read(String text, int from) throws CsvRecordException {
        count = 0;
        int index = from;
        while (true) {
            int end = index < text.length() && text.charAt(index) == quote ? quoted(text, index) : plain(text, index);
            if (end == text.length()) {
                return end;
            }
            if (text.charAt(end) != separator) {
                boolean both = text.charAt(end) == '\r' && end + 1 < text.length() && text.charAt(end + 1) == '\n';
                return both ? end + 2 : end + 1;
            }
            index = end + 1;
        }
    }

    private int plain(String text, int start) {
        int end = start;
        while (end < text.length() && !endsCell(text.charAt(end))) {
            end++;
        }
        add(text.substring(start, end), false);
        return end;
    }

    private boolean endsCell(char c) {
        return c == separator || c == '\n' || c == '\r';
    }

    private int quoted(String text, int start) throws CsvRecordException {
        int end = text.indexOf(quote, start + 1);
        StringBuilder parts = null;
        int from = start + 1;
        while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == quote) {
            parts = parts == null ? new StringBuilder() : parts;
            parts.append(text, from, end + 1); // two quotes are one
            from = end + 2;
            end = text.indexOf(quote, from);
        }
        if (end < 0) {
            throw new CsvRecordException("the quote that opens column " + (count + 1) + " is not closed");
        }
        if (end + 1 < text.length() && !endsCell(text.charAt(end + 1))) {
            throw new CsvRecordException("text follows the closing quote of column " + (count + 1)
                    + "; a quote inside a quoted cell must be written twice");
        }
        add(
                parts == null
                        ? text.substring(from, end)
                        : parts.append(text, from, end).toString(),
                true);
        return end + 1;
    }

    private void add(String text, boolean isQuoted) {
        if (count == texts.length) {
            texts = Arrays.copyOf(texts, 2 * count);
            quoted = Arrays.copyOf(quoted, 2 * count);
        }
        texts[count] = text;
        quoted[count++] = isQuoted;
    }
}
