package io.riskstream.connect.postgres;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL on this machine that a test can kill, freeze and start again with the same data. */
public final class LocalPostgres implements AutoCloseable {
    public static final String DATABASE = "postgres";
    public static final String USER = "postgres";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final Path data;
    /** The command that started the server. */
    private final List<String> command;

    private LocalPostgres(EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
        ProcessHandle.Info info = postmaster().info();
        // PostgreSQL refuses to run as root; in a user namespace, root has no rights
        this.command =
                new ArrayList<>("root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of());
        command.add(info.command().orElseThrow());
        command.addAll(List.of(info.arguments().orElseThrow()));
    }

    /** Returns why this machine cannot run a server; empty if the class path has the binaries of PostgreSQL for its system. */
    public static Optional<String> problem() {
        String name = System.getProperty("os.name");
        String system = name.startsWith("Windows") ? "Windows" : name.startsWith("Mac") ? "Darwin" : name;
        String architecture = System.getProperty("os.arch");
        try {
            DefaultPostgresBinaryResolver.INSTANCE
                    .getPgBinary(system, architecture)
                    .close();
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(
                    "no binaries of PostgreSQL for " + system + " on " + architecture + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static LocalPostgres start(Path data) {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(PATIENCE)
                    .start();
            return new LocalPostgres(server, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server again after {@link #kill}, on the same port with the same data. */
    public void restart() {
        startProcess();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            connection().close();
            return true;
        });
    }

    /** Waits until the server accepts connections, and starts it if it has ended by itself. */
    void recover() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            if (!Files.exists(data.resolve("postmaster.pid")) || !postmaster().isAlive()) {
                startProcess();
            }
            connection().close();
            return true;
        });
    }

    private void startProcess() {
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("restarted.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres");
    }

    /** Kills the server's processes with SIGKILL. */
    public void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    public void freeze() {
        signal("STOP");
    }

    public void unfreeze() {
        signal("CONT");
    }

    private void signal(String name) {
        for (ProcessHandle process : processes()) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private List<ProcessHandle> processes() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(postmaster);
        return all;
    }

    /** Returns the CPU time of the server's processes, also of those that have ended. Linux only. */
    public Duration cpu() {
        Duration running = processes().stream()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
        try {
            String stat = Files.readString(Path.of("/proc/" + postmaster().pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]); // of ended children, 100 per second
            return running.plusMillis(10 * ticks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessHandle postmaster() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@code host:port}. */
    public String address() {
        return "localhost:" + server.getPort();
    }

    public Postgres sink(Object... options) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "hosts",
                address(),
                "database",
                DATABASE,
                "user",
                USER,
                "statementTimeoutMillis",
                2_000,
                "connectTimeoutMillis",
                2_000));
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        return new Postgres(all);
    }

    /** Runs statements, and returns the rows of the last one as text, with a space between columns. */
    public List<String> sql(String... statements) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                rows.clear();
                if (statement.execute(sql)) {
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            StringBuilder row = new StringBuilder();
                            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                                row.append(i > 1 ? " " : "").append(result.getString(i));
                            }
                            rows.add(row.toString());
                        }
                    }
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    public long count(String table) {
        return Long.parseLong(sql("SELECT count(*) FROM riskstream." + table).get(0));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
