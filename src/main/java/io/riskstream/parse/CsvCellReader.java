package io.riskstream.parse;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.Arrays;

/** Collects the cells of one CSV record. The standard handlers of the library do not show which cells are quoted. */
final class CsvCellReader extends CsvCallbackHandler<CsvCellReader> {
    private String[] texts;
    private boolean[] quoted;
    private int count;
    private int complete;
    private boolean blank;

    CsvCellReader(int expected) {
        texts = new String[expected + 1];
        quoted = new boolean[expected + 1];
    }

    /** Returns the number of cells of the last complete record. Its cells are available until the next record begins. */
    int count() {
        return complete;
    }

    /** Returns the number of complete cells of the record that is being read. */
    int completeCells() {
        return count;
    }

    String text(int column) {
        return texts[column];
    }

    boolean isQuoted(int column) {
        return quoted[column];
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
        count = 0;
        blank = false;
    }

    @Override
    protected void addField(char[] buffer, int offset, int length, boolean isQuoted) {
        if (count == texts.length) {
            texts = Arrays.copyOf(texts, 2 * count);
            quoted = Arrays.copyOf(quoted, 2 * count);
        }
        texts[count] = new String(buffer, offset, length);
        quoted[count++] = isQuoted;
    }

    @Override
    protected void setEmpty() {
        blank = true;
    }

    @Override
    protected void setComment(char[] buffer, int offset, int length) {
        throw new IllegalStateException("comments are not enabled");
    }

    @Override
    protected RecordType getRecordType() {
        return blank ? RecordType.EMPTY : RecordType.DATA;
    }

    @Override
    protected int getFieldCount() {
        return count;
    }

    @Override
    protected CsvCellReader buildRecord() {
        if (!blank) {
            complete = count;
        }
        return this;
    }
}
