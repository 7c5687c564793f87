package io.riskstream.tools.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * A PostgreSQL server in separate processes, on a free port of the loopback interface, with its data in a temporary directory, which is deleted on close.
 *
 * <p>Starting takes about three seconds. The binaries are unpacked to a directory {@code embedded-pg} of the temporary files once, and stay there.
 */
final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final TemporaryDirectory directory;

    private PostgresServer(EmbeddedPostgres server, TemporaryDirectory directory) {
        this.server = server;
        this.directory = directory;
    }

    /**
     * Starts a server, and returns when it accepts connections.
     *
     * @throws PostgresUnavailable if there is no server for this machine, or it does not start, with the reason and what to do
     */
    static PostgresServer start() {
        TemporaryDirectory directory = TemporaryDirectory.create("postgres");
        try {
            return new PostgresServer(
                    EmbeddedPostgres.builder()
                            .setDataDirectory(directory.path().resolve("data"))
                            .setPGStartupWait(PATIENCE)
                            .start(),
                    directory);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw new PostgresUnavailable(e);
        }
    }

    /** Sets the properties of a Flux file that name the server. */
    void addTo(Properties properties) {
        PostgresProperties.add(properties, "localhost:" + server.getPort());
    }

    Connection connection() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    @Override
    public void close() {
        try (directory) {
            server.close();
        } catch (IOException e) {
            throw new PostgresUnavailable(e);
        }
    }
}
