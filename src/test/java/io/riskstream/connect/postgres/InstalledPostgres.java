package io.riskstream.connect.postgres;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server from the binaries that are installed on this machine. Unlike the embedded one it has TLS, and {@code pg_basebackup} for a standby.
 */
final class InstalledPostgres implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path data;
    private final int port;
    private Process process;

    private InstalledPostgres(Path data) {
        this.data = data;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the directory of the newest installed binaries; empty if there are none. */
    static Optional<Path> binaries() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Creates and starts a server.
     *
     * @param authentication the lines of {@code pg_hba.conf}
     * @param settings lines of {@code postgresql.conf}
     */
    static InstalledPostgres start(Path data, List<String> authentication, String... settings) {
        InstalledPostgres server = new InstalledPostgres(data);
        run("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF-8");
        try {
            Files.write(data.resolve("pg_hba.conf"), authentication);
            Files.write(data.resolve("postgresql.conf"), List.of(settings), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.startProcess();
        return server;
    }

    /** Copies this server as a standby that streams from it, and starts the standby. */
    InstalledPostgres standby(Path copy, String name) {
        InstalledPostgres standby = new InstalledPostgres(copy);
        String primary = "host=127.0.0.1 port=" + port + " user=postgres application_name=" + name;
        run("pg_basebackup", "-D", copy.toString(), "-R", "-c", "fast", "-d", primary);
        standby.startProcess();
        return standby;
    }

    private static List<String> command(String program, String... arguments) {
        // PostgreSQL refuses to run as root; in a user namespace, root has no rights
        List<String> command =
                new ArrayList<>("root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of());
        command.add(binaries().orElseThrow().resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(String program, String... arguments) {
        try {
            Process process = new ProcessBuilder(command(program, arguments))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(program + ": " + output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void startProcess() {
        try {
            process = new ProcessBuilder(command(
                            "postgres",
                            "-D",
                            data.toString(),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "unix_socket_directories="))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolveSibling(data.getFileName() + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            connection().close();
            return true;
        });
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&sslmode=disable");
    }

    int port() {
        return port;
    }

    /** Runs statements as the superuser, and returns the first column of the rows of the last one. */
    List<String> sql(String... statements) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                rows.clear();
                if (statement.execute(sql)) {
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            rows.add(result.getString(1));
                        }
                    }
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void signal(String name) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        for (ProcessHandle one : all) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(one.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Kills the server's processes with SIGKILL. */
    void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        kill();
    }
}
