package io.riskstream.tools.reference;

/** What is wrong with a cell; whoever knows the file and line adds them. */
final class InvalidCellException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    InvalidCellException(String column, String message) {
        super("column '" + column + "': " + message);
    }
}
