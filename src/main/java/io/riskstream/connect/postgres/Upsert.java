package io.riskstream.connect.postgres;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statement that writes rows of one kind. All rows are sent as one array for each column, so the statement is the same for every number of rows.
 *
 * <p>Rows that the table already has in this or a later version are left out before the insert. The guard of ON CONFLICT alone would be correct too, but
 * PostgreSQL then locks and logs each of these rows: 873 bytes of log a row (measured), which matters when a topic is replayed.
 */
final class Upsert {
    /** Stands for U+0000. */
    private static final char UNSTORABLE = '\uFFFD';

    private static final Upsert SCORES = new Upsert(List.of(
            new Column("key", "text", "", Row::key),
            new Column("month", "date", "", row -> row.month().toString()),
            new Column("kafka_timestamp", "bigint", "", Row::timestamp),
            new Column("kafka_offset", "bigint", "", Row::offset),
            new Column("origin", "text", "", Row::origin),
            new Column("body", "text", "::jsonb", Upsert::body)));

    private static final Upsert DEAD_LETTERS = new Upsert(List.of(
            new Column("key", "text", "", Row::key),
            new Column("month", "date", "", row -> row.month().toString()),
            new Column("kafka_timestamp", "bigint", "", Row::timestamp),
            new Column("kafka_offset", "bigint", "", Row::offset),
            new Column("outcome", "text", "", row -> row.optionalHeader(OutputHeaders.OUTCOME)),
            new Column("pipeline", "text", "", row -> text(row, PublishDeadLetter.PIPELINE)),
            new Column("stage", "text", "", row -> text(row, PublishDeadLetter.STAGE)),
            new Column("code", "text", "", row -> text(row, PublishDeadLetter.CODE)),
            new Column("path", "text", "", row -> text(row, PublishDeadLetter.PATH)),
            new Column("message", "text", "", row -> text(row, PublishDeadLetter.MESSAGE)),
            new Column("rejections", "text", "::jsonb", Upsert::rejections),
            new Column("rejected_at", "text", "::timestamptz", row -> row.optionalHeader(PublishDeadLetter.TIME)),
            new Column("record_key", "bytea", "", row -> row.message().key().orElse(null)),
            new Column("original", "bytea", "", row -> row.message().value().orElse(null))));

    /**
     * A column of the statement.
     *
     * @param type the element type of the array that the client sends
     * @param cast converts an element to the type of the column; empty text for none
     */
    private record Column(String name, String type, String cast, Function<Row, Object> value) {}

    private final List<Column> columns;

    private Upsert(List<Column> columns) {
        this.columns = columns;
    }

    /** Returns the statement for verdicts or for dead letters. */
    static Upsert of(boolean scored) {
        return scored ? SCORES : DEAD_LETTERS;
    }

    /** True if the statements for verdicts or for dead letters give a value to a column. */
    static boolean writes(String column) {
        return SCORES.columns.stream().anyMatch(own -> own.name().equals(column))
                || DEAD_LETTERS.columns.stream().anyMatch(own -> own.name().equals(column));
    }

    private static String body(Row row) {
        return row.message()
                .value()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .orElse(null);
    }

    /**
     * Returns a header for a column of text. The path of a rejection contains keys that the sender chose, so it can contain U+0000, which PostgreSQL cannot
     * store. A dead letter has no other place to go, so the character is replaced.
     */
    private static String text(Row row, String header) {
        return row.optionalHeader(header).replace('\0', UNSTORABLE);
    }

    private static String rejections(Row row) {
        String all = text(row, PublishDeadLetter.REJECTIONS);
        return all.isEmpty() ? "[]" : storable(all);
    }

    /** Returns a JSON text with U+FFFD in place of an escaped U+0000, the only escape of a dead letter that jsonb cannot store. */
    private static String storable(String json) {
        if (!json.contains("\\u0000")) {
            return json;
        }
        StringBuilder result = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\' || i + 1 == json.length()) {
                result.append(c);
            } else if (json.startsWith("u0000", i + 1)) {
                result.append(UNSTORABLE);
                i += 5;
            } else {
                result.append(c).append(json.charAt(++i));
            }
        }
        return result.toString();
    }

    /**
     * Writes rows with one statement.
     *
     * @param table the table with its schema; both names need no quotes
     * @param rows sorted by {@link Row#LOCK_ORDER}, and no two with the same key and month
     */
    void execute(Connection connection, String table, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(table))) {
            List<Array> arrays = new ArrayList<>();
            try {
                for (int i = 0; i < columns.size(); i++) {
                    Column column = columns.get(i);
                    Object[] values = rows.stream().map(column.value()).toArray();
                    Array array = connection.createArrayOf(column.type(), values(column, values));
                    arrays.add(array);
                    statement.setArray(i + 1, array);
                }
                statement.executeUpdate();
            } finally {
                for (Array array : arrays) {
                    array.free();
                }
            }
        }
    }

    private static Object[] values(Column column, Object[] values) {
        if (!column.type().equals("bytea")) {
            return values;
        }
        byte[][] bytes = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte[]) values[i];
        }
        return bytes;
    }

    private String sql(String table) {
        String names = names(Column::name);
        return "INSERT INTO " + table + " AS stored (" + names + ") SELECT "
                + names(column -> "new." + column.name() + column.cast())
                + " FROM unnest(" + names(column -> "?::" + column.type() + "[]") + ") AS new (" + names + ")"
                + " WHERE NOT EXISTS (SELECT 1 FROM " + table
                + " AS old WHERE old.key = new.key AND old.month = new.month"
                + " AND (old.kafka_timestamp, old.kafka_offset) >= (new.kafka_timestamp, new.kafka_offset))"
                + " ORDER BY new.key, new.month ON CONFLICT (key, month) DO UPDATE SET "
                + columns.stream()
                        .map(Column::name)
                        .filter(name -> !name.equals("key") && !name.equals("month"))
                        .map(name -> name + " = excluded." + name)
                        .collect(Collectors.joining(", "))
                + ", stored_at = now() WHERE (excluded.kafka_timestamp, excluded.kafka_offset)"
                + " > (stored.kafka_timestamp, stored.kafka_offset)";
    }

    private String names(Function<Column, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }
}
