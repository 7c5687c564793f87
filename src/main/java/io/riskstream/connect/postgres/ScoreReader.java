package io.riskstream.connect.postgres;

import io.riskstream.stage.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads verdicts from the tables of a {@link Postgres}. It is for the command line, and needs the right to select. */
public final class ScoreReader implements AutoCloseable {
    private final Postgres postgres;
    private final Connection connection;

    /**
     * Connects.
     *
     * @throws SQLException if no server accepts the connection
     */
    public ScoreReader(Postgres postgres) throws SQLException {
        this.postgres = postgres;
        this.connection = postgres.open(Secret::resolve);
    }

    /**
     * Returns the message of the latest verdict of an event.
     *
     * @param table the table, whose name {@link Postgres#topicProblem} permits
     * @param id the id of the event
     * @throws SQLException if the table cannot be read
     */
    public Optional<String> latest(String table, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT body::text FROM " + postgres.schema() + "."
                + table + " WHERE event_id = ? ORDER BY kafka_timestamp DESC, kafka_offset DESC LIMIT 1")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
