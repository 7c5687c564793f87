package io.riskstream.connect.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A SELECT over one table, with its conditions and their parameters. Only names that {@link Postgres} has checked are part of the text; every value of a caller is
 * a parameter.
 */
final class RowQuery {
    /** The time of a score, as the generated column {@code received_at} computes it from the timestamp. */
    private static final String RECEIVED_AT = "to_timestamp(least(?::bigint, 253402300799999) / 1000.0)";

    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();
    private String separator = " WHERE ";

    private RowQuery(String columns, String table) {
        sql = new StringBuilder("SELECT ").append(columns).append(" FROM ").append(table);
    }

    /** Returns the query for scores, the newest input record first. */
    static RowQuery scores(String table, ScoreSelection selection) {
        RowQuery query = new RowQuery("key, origin, kafka_timestamp, stored_at, body::text", table);
        selection.id().ifPresent(id -> query.where("event_id = ?", id));
        selection.key().ifPresent(key -> query.where("key = ?", key));
        selection.decision().ifPresent(decision -> query.where("decision = ?", decision));
        selection.since().ifPresent(since -> {
            query.where("received_at >= " + RECEIVED_AT, since.toEpochMilli());
            query.where("month >= ?", Row.month(since.toEpochMilli()));
        });
        selection.until().ifPresent(until -> {
            query.where("received_at < " + RECEIVED_AT, until.toEpochMilli());
            query.where("month <= ?", Row.month(until.toEpochMilli()));
        });
        if (!selection.sources().isEmpty()) {
            query.where("substring(origin from '^(.*)-[0-9]+@[0-9]+$') = ANY(?)", (Object)
                    selection.sources().toArray(String[]::new));
        }
        selection.after().ifPresent(after -> {
            long millis = Math.floorDiv(after.micros(), MICROS_PER_MILLI);
            query.where(
                    "(received_at, origin) " + comparison(after) + " (" + RECEIVED_AT + ", ?)", millis, after.origin());
            query.where("month <= ?", Row.month(millis));
        });
        query.orderBy("received_at DESC, origin DESC", selection.limit());
        return query;
    }

    /** Returns the query for dead letters, the latest rejection first. */
    static RowQuery deadLetters(String table, DeadLetterSelection selection) {
        RowQuery query = new RowQuery(
                "key, kafka_timestamp, outcome, pipeline, stage, code, path, message, rejections::text, rejected_at"
                        + (selection.originals() ? ", record_key, original" : ""),
                table);
        query.where("pipeline = ?", selection.pipeline());
        selection.origin().ifPresent(origin -> query.where("key = ?", origin));
        selection.code().ifPresent(code -> {
            if (code.endsWith("*")) {
                query.where("starts_with(code, ?)", code.substring(0, code.length() - 1));
            } else {
                query.where("code = ?", code);
            }
        });
        selection.since().ifPresent(since -> query.where("rejected_at >= ?", since));
        selection.until().ifPresent(until -> query.where("rejected_at < ?", until));
        selection
                .after()
                .ifPresent(after -> query.where(
                        "(rejected_at, key) " + comparison(after) + " (?, ?)",
                        instant(after.micros()),
                        after.origin()));
        query.orderBy("rejected_at DESC, key DESC", selection.limit());
        return query;
    }

    private static String comparison(RowPosition after) {
        return after.inclusive() ? "<=" : "<";
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * MICROS_PER_MILLI);
    }

    private void where(String condition, Object... values) {
        sql.append(separator).append(condition);
        separator = " AND ";
        parameters.addAll(List.of(values));
    }

    private void orderBy(String order, int limit) {
        sql.append(" ORDER BY ").append(order).append(" LIMIT ?");
        parameters.add(limit);
    }

    /** Returns the statement with its parameters. */
    PreparedStatement prepare(Connection connection) throws SQLException {
        return prepare(connection, "");
    }

    /** Returns a statement that explains how the server executes this query. */
    PreparedStatement prepareExplain(Connection connection) throws SQLException {
        return prepare(connection, "EXPLAIN ");
    }

    private PreparedStatement prepare(Connection connection, String prefix) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(prefix + sql);
        try {
            for (int i = 0; i < parameters.size(); i++) {
                set(statement, i + 1, parameters.get(i));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof Instant time) {
            statement.setObject(index, time.atOffset(ZoneOffset.UTC));
        } else if (value instanceof LocalDate date) {
            statement.setObject(index, date);
        } else if (value instanceof String[] texts) {
            statement.setArray(index, statement.getConnection().createArrayOf("text", texts));
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof Integer number) {
            statement.setInt(index, number);
        } else {
            statement.setObject(index, value, Types.VARCHAR);
        }
    }

    /** Returns the text with placeholders, which contains no value. */
    @Override
    public String toString() {
        return sql.toString();
    }
}
