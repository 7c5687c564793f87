package io.riskstream.connect.postgres;

import java.sql.SQLException;

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

    static FailureKind of(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("57014") || state.startsWith("55P03")) {
            return TRANSIENT; // the statement's time or the wait for a lock is over
        } else if (state.startsWith("23514") && isMissingPartition(failure)) {
            return TABLE;
        } else if (state.startsWith("22") || state.startsWith("23") || state.startsWith("54")) {
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
        // anything
        // unknown
        return CONNECTION;
    }

    /** A row without a partition has the SQLSTATE of a violated constraint. Only a constraint has a name. */
    private static boolean isMissingPartition(SQLException failure) {
        return failure instanceof org.postgresql.util.PSQLException server
                && server.getServerErrorMessage() != null
                && server.getServerErrorMessage().getConstraint() == null;
    }
}
