package io.riskstream.cluster;

import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.publish.SourcePosition;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Records in the ledger each row that a pipeline writes to its tables in PostgreSQL. Triggers write the key of each inserted or updated row, which is the
 * origin of an event without a key, to a table of their own in the same transaction; this reads and empties that table. While the server is away it
 * connects again and again.
 */
final class RowReader implements AutoCloseable {
    private static final List<String> TABLES = List.of("flood_scores", "flood_dead_letters");
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The classes of SQLSTATE of a server that is away, ends or starts: connection exception, and operator intervention. */
    private static final Set<String> OUTAGE = Set.of("08", "57");

    private final String url;
    private final String input;
    private final OriginLedger ledger;
    /** Numbers of the writes that are in the ledger and perhaps still in the table of the triggers. */
    private final Set<Long> recorded = new HashSet<>();

    private final BackgroundWork work = new BackgroundWork("row-reader", "the rows cannot be read", this::run);

    /**
     * Creates the triggers, and begins to read.
     *
     * @param postgres a server with the pipeline's tables
     * @param input the topic of the events
     */
    RowReader(LocalPostgres postgres, String input, OriginLedger ledger) {
        this.input = input;
        this.ledger = ledger;
        url = "jdbc:postgresql://" + postgres.address() + "/" + LocalPostgres.DATABASE + "?user=" + LocalPostgres.USER
                + "&connectTimeout=2&loginTimeout=2&socketTimeout=5";
        List<String> statements = new ArrayList<>(List.of(
                "CREATE TABLE riskstream.writes"
                        + " (number bigserial PRIMARY KEY, origin text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())",
                "CREATE FUNCTION riskstream.record_write() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO riskstream.writes (origin) VALUES (NEW.key); RETURN NULL; END'"));
        TABLES.forEach(table -> statements.add("CREATE TRIGGER record_write AFTER INSERT OR UPDATE ON riskstream."
                + table + " FOR EACH ROW EXECUTE FUNCTION riskstream.record_write()"));
        postgres.sql(statements.toArray(String[]::new));
        work.start();
    }

    private void run() throws SQLException {
        while (!work.isStopped()) {
            try (Connection connection = DriverManager.getConnection(url)) {
                while (!work.isStopped()) {
                    read(connection);
                    LockSupport.parkNanos(POLL_NANOS);
                }
            } catch (SQLException e) {
                if (!isOutage(e)) {
                    throw e;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static boolean isOutage(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && OUTAGE.contains(state.substring(0, 2));
    }

    private void read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet writes = statement.executeQuery(
                        "SELECT number, origin, (extract(epoch FROM at) * 1000)::bigint FROM riskstream.writes")) {
            while (writes.next()) {
                // a write is read again if the server went away before it was deleted
                if (recorded.add(writes.getLong(1))) {
                    record(writes.getString(2), writes.getLong(3));
                }
            }
        }
        if (recorded.isEmpty()) {
            return;
        }
        Array numbers = connection.createArrayOf("bigint", recorded.toArray());
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM riskstream.writes WHERE number = ANY (?)")) {
            delete.setArray(1, numbers);
            delete.executeUpdate();
        } finally {
            numbers.free();
        }
        recorded.clear();
    }

    private void record(String key, long time) {
        SourcePosition origin = SourcePosition.parse(key)
                .filter(position -> position.topic().equals(input))
                .orElseThrow(() -> new IllegalStateException("a row of another event: " + key));
        ledger.output(origin.partition(), origin.offset(), time);
    }

    /** Returns the number of events between two positions of the ledger that have no row now, or more than one. */
    int wrong(List<Integer> from, List<Integer> to) {
        int wrong = 0;
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement query = connection.prepareStatement(
                        "SELECT count(*), count(DISTINCT kafka_offset) FROM (SELECT key, kafka_offset FROM riskstream.flood_scores"
                                + " UNION ALL SELECT key, kafka_offset FROM riskstream.flood_dead_letters) AS rows"
                                + " WHERE key LIKE ? AND kafka_offset >= ? AND kafka_offset < ?")) {
            for (int i = 0; i < to.size(); i++) {
                int first = i < from.size() ? from.get(i) : 0;
                query.setString(1, input + "-" + i + "@%");
                query.setLong(2, first);
                query.setLong(3, to.get(i));
                try (ResultSet result = query.executeQuery()) {
                    result.next();
                    int rows = result.getInt(1);
                    int events = result.getInt(2);
                    wrong += (to.get(i) - first - events) + (rows - events);
                }
            }
            return wrong;
        } catch (SQLException e) {
            throw new IllegalStateException("the rows cannot be counted", e);
        }
    }

    /** Fails if the rows could not be read. */
    void check() {
        work.check();
    }

    @Override
    public void close() {
        work.close();
    }
}
