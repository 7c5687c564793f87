package io.riskstream.spark;

import com.google.gson.JsonObject;
import io.riskstream.connect.postgres.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Writes windows to PostgreSQL, a batch of a query once: the transaction of the rows also writes the number of the batch, and changes nothing if this batch is committed
 * already. It fails if a later one is, because then two jobs write, or the checkpoint is older than the tables. A query is known by the id in its
 * checkpoint, so a new checkpoint begins again at batch 0.
 *
 * <p>The rows of a batch are written with one statement, and each row replaces that of the same window and group.
 */
final class WindowStore {
    private static final String MISSING_TABLE = "42P01";
    private static final String MISSING_SCHEMA = "3F000";
    /** After it, another attempt may succeed. */
    private static final String SERIALIZATION_FAILURE = "40001";

    /** One batch of a query. */
    record Batch(String queryId, String query, long id) {}

    private final Postgres postgres;
    private final String pipeline;

    /**
     * Creates a store; connects for each batch.
     *
     * @param pipeline the name of the pipeline, which the rows of several pipelines have
     */
    WindowStore(Postgres postgres, String pipeline) {
        this.postgres = postgres;
        this.pipeline = pipeline;
    }

    /**
     * Creates the tables that are missing.
     *
     * @throws SQLException if the database refuses it
     */
    void createTables() throws SQLException {
        try (Connection connection = postgres.openConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // two jobs at the same time would both find the tables missing
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('riskstream spark init'))");
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + postgres.schema());
            statement.execute(sql().replace("{schema}", postgres.schema()));
            connection.commit();
        }
    }

    private static String sql() {
        try (InputStream in = WindowStore.class.getResourceAsStream("tables.sql")) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks tables.sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the rows of a batch within its transaction. */
    private interface Rows {
        void write(Connection connection) throws SQLException;
    }

    /**
     * Commits the scores of a batch.
     *
     * @return false if the batch was committed before
     * @throws IllegalStateException if a later batch is committed; nothing is changed then
     * @throws SQLException if the database refuses it; nothing is changed then, unless the connection ended in the commit
     */
    boolean commitScores(Batch batch, List<ScoreWindow> windows) throws SQLException {
        return commit(batch, connection -> write(connection, windows));
    }

    /**
     * Commits the dead letters of a batch.
     *
     * @return false if the batch was committed before
     * @throws IllegalStateException if a later batch is committed; nothing is changed then
     * @throws SQLException if the database refuses it; nothing is changed then, unless the connection ended in the commit
     */
    boolean commitDeadLetters(Batch batch, List<DeadLetterWindow> windows) throws SQLException {
        return commit(batch, connection -> writeDeadLetters(connection, windows));
    }

    private boolean commit(Batch batch, Rows rows) throws SQLException {
        try (Connection connection = postgres.openConnection()) {
            connection.setAutoCommit(false);
            if (!begin(connection, batch)) {
                long committed = committed(connection, batch);
                connection.rollback();
                if (committed > batch.id()) {
                    throw new IllegalStateException("batch " + batch.id() + " of the query " + batch.query()
                            + " is older than batch " + committed + ", which is committed in " + postgres
                            + ": another job has the same checkpoint, or the checkpoint is an older copy;"
                            + " end the other job, or begin a new checkpoint");
                }
                return false;
            }
            rows.write(connection);
            connection.commit();
            return true;
        } catch (SQLException e) {
            throw MISSING_TABLE.equals(e.getSQLState()) || MISSING_SCHEMA.equals(e.getSQLState())
                    ? new SQLException(
                            "the tables of the Spark job are missing in the schema " + postgres.schema()
                                    + "; create them with the command init of riskstream-spark.jar",
                            e.getSQLState(),
                            e)
                    : e;
        }
    }

    /** Returns a description of the database, without a secret. */
    @Override
    public String toString() {
        return "PostgreSQL " + postgres;
    }

    /** Writes the number of the batch. Returns false if it, or a later one, is committed. Another writer of the query waits for the end of the transaction. */
    private boolean begin(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement progress = connection.prepareStatement("INSERT INTO " + postgres.schema()
                + ".spark_progress AS p (query_id, pipeline, query, batch_id, batches, committed_at)"
                + " VALUES (?::uuid, ?, ?, ?, 1, clock_timestamp()) ON CONFLICT (query_id) DO UPDATE SET"
                + " batch_id = EXCLUDED.batch_id, batches = p.batches + 1, committed_at = EXCLUDED.committed_at"
                + " WHERE p.batch_id < EXCLUDED.batch_id")) {
            progress.setString(1, batch.queryId());
            progress.setString(2, pipeline);
            progress.setString(3, batch.query());
            progress.setLong(4, batch.id());
            return progress.executeUpdate() == 1;
        }
    }

    private long committed(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT batch_id FROM " + postgres.schema() + ".spark_progress WHERE query_id = ?::uuid")) {
            select.setString(1, batch.queryId());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the row of the query in spark_progress was deleted", SERIALIZATION_FAILURE);
                }
                return row.getLong(1);
            }
        }
    }

    private void write(Connection connection, List<ScoreWindow> windows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO " + postgres.schema()
                + ".score_windows (pipeline, window_start, window_end, dimension, value, events, distinct_events, score_sum,"
                + " score_mean, score_p50, score_p90, score_p99, points_sum, decisions, bins, psi, updated_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, clock_timestamp())"
                + " ON CONFLICT (pipeline, dimension, value, window_start, window_end) DO UPDATE SET"
                + " events = EXCLUDED.events, distinct_events = EXCLUDED.distinct_events, score_sum = EXCLUDED.score_sum,"
                + " score_mean = EXCLUDED.score_mean, score_p50 = EXCLUDED.score_p50, score_p90 = EXCLUDED.score_p90,"
                + " score_p99 = EXCLUDED.score_p99, points_sum = EXCLUDED.points_sum, decisions = EXCLUDED.decisions,"
                + " bins = EXCLUDED.bins, psi = EXCLUDED.psi, updated_at = EXCLUDED.updated_at")) {
            for (ScoreWindow window : windows) {
                upsert.setString(1, pipeline);
                upsert.setObject(2, window.start().atOffset(ZoneOffset.UTC));
                upsert.setObject(3, window.end().atOffset(ZoneOffset.UTC));
                upsert.setString(4, window.dimension());
                upsert.setString(5, window.value());
                upsert.setLong(6, window.events());
                upsert.setLong(7, window.distinctEvents());
                upsert.setDouble(8, window.scoreSum());
                upsert.setDouble(9, window.mean());
                for (int i = 0; i < 3; i++) {
                    set(
                            upsert,
                            10 + i,
                            i < window.quantiles().size()
                                    ? OptionalDouble.of(window.quantiles().get(i))
                                    : OptionalDouble.empty());
                }
                set(upsert, 13, window.points());
                JsonObject decisions = new JsonObject();
                window.decisions().forEach(decisions::addProperty);
                upsert.setString(14, decisions.toString());
                setBins(connection, upsert, window.bins());
                set(upsert, 16, window.stability());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static void setBins(Connection connection, PreparedStatement upsert, List<Long> bins) throws SQLException {
        if (bins.isEmpty()) {
            upsert.setNull(15, Types.ARRAY);
            return;
        }
        Array array = connection.createArrayOf("bigint", bins.toArray());
        upsert.setArray(15, array);
    }

    private static void set(PreparedStatement upsert, int index, OptionalDouble value) throws SQLException {
        if (value.isPresent()) {
            upsert.setDouble(index, value.getAsDouble());
        } else {
            upsert.setNull(index, Types.DOUBLE);
        }
    }

    private void writeDeadLetters(Connection connection, List<DeadLetterWindow> windows) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("INSERT INTO " + postgres.schema()
                + ".dead_letter_windows (pipeline, window_start, window_end, stage, code, outcome, events, updated_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())"
                + " ON CONFLICT (pipeline, code, stage, outcome, window_start, window_end) DO UPDATE SET"
                + " events = EXCLUDED.events, updated_at = EXCLUDED.updated_at")) {
            for (DeadLetterWindow window : windows) {
                upsert.setString(1, pipeline);
                upsert.setObject(2, window.start().atOffset(ZoneOffset.UTC));
                upsert.setObject(3, window.end().atOffset(ZoneOffset.UTC));
                upsert.setString(4, window.stage());
                upsert.setString(5, window.code());
                upsert.setString(6, window.outcome());
                upsert.setLong(7, window.events());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
