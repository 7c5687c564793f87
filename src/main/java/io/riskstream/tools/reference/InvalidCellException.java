package io.riskstream.tools.reference;

/** An invalid cell of a CSV file. The message contains the column; the caller adds the file and the line. */
final class InvalidCellException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    InvalidCellException(String column, String message) {
        super("column '" + column + "': " + message);
    }
}
