package io.riskstream.connect.postgres;

import io.riskstream.publish.StoreUnavailableException;
import io.riskstream.stage.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Reads the rows that the stages of pipelines have written to a database. It blocks, so it is for the HTTP API and not for pipelines. Safe for many threads: it has
 * at most {@value #CONNECTIONS} connections, and a caller that gets none within the statement timeout fails. The user needs the right to select.
 */
public final class PostgresReader implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final Postgres postgres;
    private final GenericObjectPool<Connection> connections;

    /** Creates a reader, which connects when it is first used. Secrets are read from this process. */
    public PostgresReader(Postgres postgres) {
        this.postgres = postgres;
        GenericObjectPoolConfig<Connection> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(CONNECTIONS);
        config.setMaxIdle(CONNECTIONS);
        config.setMaxWait(Duration.ofMillis(postgres.statementTimeoutMillis()));
        config.setJmxEnabled(false);
        this.connections = new GenericObjectPool<>(new Connections(postgres), config);
    }

    private static final class Connections extends BasePooledObjectFactory<Connection> {
        private final Postgres postgres;

        Connections(Postgres postgres) {
            this.postgres = postgres;
        }

        @Override
        public Connection create() throws SQLException {
            Connection connection = postgres.open(Secret::resolve);
            connection.setReadOnly(true);
            return connection;
        }

        @Override
        public PooledObject<Connection> wrap(Connection connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public void destroyObject(PooledObject<Connection> connection) throws SQLException {
            connection.getObject().close();
        }
    }

    /** Converts one row. */
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Returns scores, the newest input record first.
     *
     * @param table as the stage that writes it names it
     * @throws StoreUnavailableException if the server does not answer or refuses
     */
    public List<StoredScore> scores(String table, ScoreSelection selection) {
        return rows(
                RowQuery.scores(qualified(table), selection),
                row -> new StoredScore(
                        row.getString(1), row.getString(2), row.getLong(3), instant(row, 4), row.getString(5)));
    }

    /**
     * Returns dead letters, the latest rejection first.
     *
     * @param table as the stage that writes it names it
     * @throws StoreUnavailableException if the server does not answer or refuses
     */
    public List<StoredDeadLetter> deadLetters(String table, DeadLetterSelection selection) {
        return rows(
                RowQuery.deadLetters(qualified(table), selection),
                row -> new StoredDeadLetter(
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        instant(row, 10),
                        selection.originals() ? Optional.ofNullable(row.getBytes(11)) : Optional.empty(),
                        selection.originals() ? Optional.ofNullable(row.getBytes(12)) : Optional.empty()));
    }

    private String qualified(String table) {
        postgres.topicProblem(table).ifPresent(problem -> {
            throw new IllegalArgumentException("'" + table + "': " + problem);
        });
        return postgres.schema() + "." + table;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private <T> List<T> rows(RowQuery query, RowReader<T> reader) {
        try {
            boolean reused = connections.getNumIdle() > 0;
            try {
                return rows(borrow(), query, reader);
            } catch (SQLException e) {
                if (!reused || FailureKind.of(e) != FailureKind.CONNECTION) {
                    throw e;
                }
                // the server or the network may have closed idle connections long ago: try once with a new one
                connections.clear();
                return rows(borrow(), query, reader);
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("PostgreSQL at " + postgres.hosts() + ": "
                    + (FailureKind.isReportable(e) ? e.getMessage() : "SQLSTATE " + e.getSQLState()));
        }
    }

    private <T> List<T> rows(Connection connection, RowQuery query, RowReader<T> reader) throws SQLException {
        boolean usable = false;
        try (PreparedStatement statement = query.prepare(connection);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(reader.read(result));
            }
            usable = true;
            return rows;
        } catch (SQLException e) {
            usable = FailureKind.of(e) != FailureKind.CONNECTION;
            throw e;
        } finally {
            release(connection, usable);
        }
    }

    private Connection borrow() throws SQLException {
        try {
            return connections.borrowObject();
        } catch (NoSuchElementException e) {
            throw new StoreUnavailableException(
                    "PostgreSQL at " + postgres.hosts() + ": all " + CONNECTIONS + " connections are in use");
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("connections are opened with SQL exceptions only", e);
        }
    }

    private void release(Connection connection, boolean usable) {
        if (usable) {
            connections.returnObject(connection);
            return;
        }
        try {
            connections.invalidateObject(connection);
        } catch (Exception e) {
            throw new IllegalStateException("the pool handles failures of closing a connection", e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
