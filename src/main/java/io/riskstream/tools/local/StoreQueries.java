package io.riskstream.tools.local;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Questions of a claims manager to the stored outputs, as SQL. A run prints each with its answer. */
final class StoreQueries {
    private static final int MAX_WIDTH = 90;

    private record Query(String question, String sql) {}

    private static final List<Query> QUERIES = List.of(
            new Query(
                    "How were the events of each day decided, and how many were scored without all their look-ups?",
                    """
                    SELECT (received_at AT TIME ZONE 'UTC')::date AS day, decision, count(*) AS events,
                           round(avg(score)::numeric, 1) AS mean_score,
                           count(*) FILTER (WHERE body -> 'degraded' <> '[]') AS degraded
                    FROM riskstream.scores
                    GROUP BY day, decision ORDER BY day, mean_score DESC"""),
            new Query("Which ten events of the strictest decision have the highest scores, and why?", """
                    SELECT event_id, decision, score,
                           (SELECT string_agg(rule ->> 'code', ', ' ORDER BY (rule ->> 'points')::numeric DESC)
                            FROM jsonb_array_elements(body -> 'reasons') AS rule) AS reasons
                    FROM riskstream.scores
                    WHERE decision = (SELECT decision FROM riskstream.scores ORDER BY score DESC NULLS LAST LIMIT 1)
                    ORDER BY score DESC NULLS LAST, event_id LIMIT 10"""),
            new Query("Which reasons lead to the strictest decision most often?", """
                    WITH strictest AS (
                      SELECT body FROM riskstream.scores
                      WHERE decision = (SELECT decision FROM riskstream.scores ORDER BY score DESC NULLS LAST LIMIT 1))
                    SELECT rule ->> 'code' AS reason, count(*) AS events,
                           round(100.0 * count(*) / (SELECT count(*) FROM strictest), 1) AS percent
                    FROM strictest, jsonb_array_elements(body -> 'reasons') AS rule
                    GROUP BY reason ORDER BY events DESC, reason LIMIT 10"""));

    private StoreQueries() {}

    /** Prints each question, its SQL and its answer. */
    static void print(Connection connection, PrintStream out) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Query query : QUERIES) {
                out.println();
                out.println(query.question());
                query.sql().lines().forEach(line -> out.println("    " + line));
                try (ResultSet rows = statement.executeQuery(query.sql())) {
                    print(rows, out);
                }
            }
        }
    }

    private static void print(ResultSet rows, PrintStream out) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<List<String>> lines = new ArrayList<>();
        int count = columns.getColumnCount();
        List<String> names = new ArrayList<>();
        int[] widths = new int[count];
        boolean[] numeric = new boolean[count];
        for (int i = 0; i < count; i++) {
            names.add(columns.getColumnLabel(i + 1));
            numeric[i] = List.of(Types.BIGINT, Types.NUMERIC, Types.DOUBLE).contains(columns.getColumnType(i + 1));
        }
        lines.add(names);
        while (rows.next()) {
            List<String> line = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                line.add(cell(rows.getString(i + 1)));
            }
            lines.add(line);
        }
        for (List<String> line : lines) {
            for (int i = 0; i < count; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder(" ");
            for (int i = 0; i < count; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                text.append(' ').append(numeric[i] ? padding + line.get(i) : line.get(i) + padding);
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String cell(String value) {
        if (value == null) {
            return "-";
        }
        return value.length() <= MAX_WIDTH ? value : value.substring(0, MAX_WIDTH - 3) + "...";
    }
}
