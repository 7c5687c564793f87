package io.riskstream.reference;

/** What is wrong with a cell; whoever knows the file and line adds them. */
final class CellFault extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    CellFault(String column, String message) {
        super("column '" + column + "': " + message);
    }
}
