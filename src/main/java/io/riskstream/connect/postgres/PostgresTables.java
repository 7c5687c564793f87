package io.riskstream.connect.postgres;

import io.riskstream.stage.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates the tables of a {@link Postgres} and their partitions, and drops old partitions. It is for the command line; the workers need only the rights
 * to select, insert and update.
 *
 * <p>The tables are created by the SQL files beside this class, and {@code schema_version} records which. No library for migrations is used: the names of
 * the tables come from the Flux file, there is one version so far, and such a library is larger than the driver.
 */
public final class PostgresTables implements AutoCloseable {
    private static final String VERSION = "V1";
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("uuuu_MM");

    private final Postgres postgres;
    private final Connection connection;

    /**
     * Connects.
     *
     * @throws SQLException if no server accepts the connection
     */
    public PostgresTables(Postgres postgres) throws SQLException {
        this.postgres = postgres;
        this.connection = postgres.open(Secret::resolve);
    }

    /** The contents of a table. */
    public enum Contents {
        SCORES,
        DEAD_LETTERS;

        private String file() {
            return VERSION + "__" + (this == SCORES ? "scores" : "dead_letters") + ".sql";
        }
    }

    /**
     * Creates what is missing of some tables, in one transaction: the schema, the tables, and their partitions.
     *
     * @param tables the contents of each table, by name
     * @param first the first month with a partition of its own
     * @param months the number of months with partitions. Rows of other months go to the default partition.
     * @return a line for each thing created
     * @throws SQLException if the database refuses a statement; then nothing is created
     */
    public List<String> create(Map<String, Contents> tables, YearMonth first, int months) throws SQLException {
        List<String> created = new ArrayList<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // two runs at the same time would both find the tables missing
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('riskstream store init'))");
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + postgres.schema());
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS " + qualified("schema_version")
                            + " (table_name text PRIMARY KEY, version text NOT NULL, installed_at timestamptz NOT NULL DEFAULT now())");
            for (Map.Entry<String, Contents> table : tables.entrySet()) {
                createTable(statement, table.getKey(), table.getValue(), created);
                createPartitions(statement, table.getKey(), first, months, created);
            }
            connection.commit();
            return created;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void createTable(Statement statement, String table, Contents contents, List<String> created)
            throws SQLException {
        if (versionOf(table).isPresent()) {
            return;
        }
        statement.execute(
                sql(contents.file()).replace("{schema}", postgres.schema()).replace("{table}", table));
        try (PreparedStatement version = connection.prepareStatement(
                "INSERT INTO " + qualified("schema_version") + " (table_name, version) VALUES (?, ?)")) {
            version.setString(1, table);
            version.setString(2, VERSION);
            version.executeUpdate();
        }
        created.add("table " + qualified(table));
    }

    private Optional<String> versionOf(String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT version FROM " + qualified("schema_version") + " WHERE table_name = ?")) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private void createPartitions(Statement statement, String table, YearMonth first, int months, List<String> created)
            throws SQLException {
        List<String> existing = partitions(table);
        for (int i = 0; i < months; i++) {
            YearMonth month = first.plusMonths(i);
            String partition = table + "_" + SUFFIX.format(month);
            if (!existing.contains(partition)) {
                statement.execute("CREATE TABLE " + qualified(partition) + " PARTITION OF " + qualified(table)
                        + " FOR VALUES FROM ('" + month.atDay(1) + "') TO ('"
                        + month.plusMonths(1).atDay(1) + "')");
                created.add("partition " + qualified(partition));
            }
        }
        String rest = table + "_default";
        if (!existing.contains(rest)) {
            statement.execute("CREATE TABLE " + qualified(rest) + " PARTITION OF " + qualified(table) + " DEFAULT");
            created.add("partition " + qualified(rest));
        }
    }

    /** Returns the names of a table's partitions. */
    private List<String> partitions(String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid"
                        + " WHERE inhparent = to_regclass(?) ORDER BY child.relname")) {
            query.setString(1, qualified(table));
            try (ResultSet rows = query.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        }
    }

    /**
     * Drops the partitions of months before a month, with their rows. The default partition is kept.
     *
     * @return the names of the dropped partitions
     */
    public List<String> dropBefore(String table, YearMonth month) throws SQLException {
        List<String> dropped = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String partition : partitions(table)) {
                if (monthOf(table, partition).filter(month::isAfter).isPresent()) {
                    statement.execute("DROP TABLE " + qualified(partition));
                    dropped.add(qualified(partition));
                }
            }
        }
        return dropped;
    }

    private static Optional<YearMonth> monthOf(String table, String partition) {
        if (!partition.startsWith(table + "_")) {
            return Optional.empty();
        }
        try {
            return Optional.of(YearMonth.parse(partition.substring(table.length() + 1), SUFFIX));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // the default partition, or one of the user's own
        }
    }

    private String qualified(String table) {
        return postgres.schema() + "." + table;
    }

    private static String sql(String file) {
        try (InputStream in = PostgresTables.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
