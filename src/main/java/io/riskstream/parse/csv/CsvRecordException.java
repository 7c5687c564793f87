package io.riskstream.parse.csv;

/** Thrown for a text that is not a CSV record. It has no stack trace, since one is created for each invalid record and never logged. */
public final class CsvRecordException extends Exception {
    private static final long serialVersionUID = 1;

    CsvRecordException(String message) {
        super(message, null, false, false);
    }
}
