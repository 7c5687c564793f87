package io.riskstream.connect.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What a failed statement or connection attempt requires, by the SQLSTATE of PostgreSQL (appendix A of its manual). */
enum FailureKind {
    /** The connection cannot be used any more, or the server is not the primary: connect again. */
    CONNECTION,
    /** Another attempt on the same connection may succeed: a deadlock, a time-out, a full disk. */
    TRANSIENT,
    /** The table is missing or has other columns, or a right is missing. */
    TABLE,
    /** A value of a row cannot be stored: another attempt will fail as well. */
    ROW;

    /** Invalid values, violated constraints, exceeded limits; and what a trigger, a function or a view of the user raises for a row. */
    private static final Set<String> ROW_CLASSES = Set.of("21", "22", "23", "27", "38", "39", "44", "54", "P0");

    /** States whose messages name servers, databases and users, and no values of rows: those of connections, of logins, and of servers that start or end. */
    private static final List<String> WITHOUT_VALUES = List.of("08", "25", "28", "3D", "3F", "42", "53", "57");

    static FailureKind of(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("57014") || state.startsWith("55P03")) {
            return TRANSIENT; // the statement's time or the wait for a lock is over
        } else if (isMissingPartition(failure)) {
            return TABLE;
        } else if (state.equals("23502") && isForeignColumn(failure)) {
            return TABLE;
        } else if (ROW_CLASSES.contains(state.substring(0, Math.min(2, state.length())))) {
            return ROW;
        } else if (state.startsWith("42")
                || state.startsWith("28")
                || state.startsWith("3D")
                || state.startsWith("3F")) {
            return TABLE;
        } else if (state.startsWith("40") || state.startsWith("53") && !state.equals("53300")) {
            return TRANSIENT;
        }
        // 08: connection; 57P: the server ends or starts; 53300: too many connections; 25006: a read-only server;
        // anything unknown
        return CONNECTION;
    }

    /** True if the server's message contains no value of a row. A trigger can raise any text, and an internal error can quote a value. */
    static boolean isReportable(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return WITHOUT_VALUES.stream().anyMatch(state::startsWith) || isMissingPartition(failure);
    }

    /** True if the column that must have a value is one that the statement does not write: the table has other columns. */
    private static boolean isForeignColumn(SQLException failure) {
        return failure instanceof org.postgresql.util.PSQLException server
                && server.getServerErrorMessage() != null
                && server.getServerErrorMessage().getColumn() != null
                && !Upsert.writes(server.getServerErrorMessage().getColumn());
    }

    /** A row without a partition has the SQLSTATE of a violated constraint. Only a constraint has a name. */
    private static boolean isMissingPartition(SQLException failure) {
        return "23514".equals(failure.getSQLState())
                && failure instanceof org.postgresql.util.PSQLException server
                && server.getServerErrorMessage() != null
                && server.getServerErrorMessage().getConstraint() == null;
    }
}
