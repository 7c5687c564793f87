package io.riskstream.connect.postgres;

import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.TestContext;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the storage of scores in PostgreSQL: rows per second, and CPU time per row in this JVM and in the server, for new rows and for a replay of the same
 * rows.
 *
 * <p>The alternatives are statement patterns by hand, without the code of their projects around them: that of storm-jdbc's JdbcInsertBolt (a statement and a
 * commit per tuple), and that of the JDBC sinks of Kafka Connect (upserts in batches of 500, with the driver's rewriting into statements of many rows).
 */
@Command(
        name = "stores",
        description = "Cost of a score in PostgreSQL: the sink, an insert per tuple, and batches of upserts.",
        mixinStandardHelpOptions = true)
public final class StoresBench implements Callable<Integer> {
    private static final int BATCH = 500;
    /** The commits of single rows are so slow that fewer of them are enough. */
    private static final int SINGLE_SHARE = 10;

    private static final String COLUMNS = "(key, month, kafka_timestamp, kafka_offset, origin, body)";
    private static final String VALUES = " VALUES (?, ?::date, ?, ?, ?, ?::jsonb)";
    private static final String UPSERT =
            " ON CONFLICT (key, month) DO UPDATE SET kafka_timestamp = excluded.kafka_timestamp,"
                    + " kafka_offset = excluded.kafka_offset, origin = excluded.origin, body = excluded.body";

    @Option(
            names = "--rows",
            defaultValue = "50000",
            description = "rows of each contestant and round (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "rounds; the first warms up (default: ${DEFAULT-VALUE})")
    private int rounds;

    /** The same for new rows and for their replay: a later time would make the replay an update of every row. */
    private final long timestamp = System.currentTimeMillis();

    /** Writes rows FROM to TO of a table. */
    private interface Contestant {
        void write(String table, int to) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("stores-bench");
        try (LocalPostgres server = LocalPostgres.start(directory.resolve("data"))) {
            Map<String, Contestant> contestants = new LinkedHashMap<>();
            contestants.put("sink (unnest, guard, anti-join)", (table, to) -> publish(server, table, to));
            contestants.put("upserts in batches, rewritten", (table, to) -> batches(server, table, to, BATCH));
            contestants.put("upsert and commit for each tuple", (table, to) -> batches(server, table, to, 1));
            System.out.printf(
                    Locale.ROOT, "%-34s %6s %10s %12s %12s%n", "", "rows", "rows/s", "client, us", "server, us");
            for (int round = 0; round < rounds; round++) {
                int number = 0;
                for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
                    String table = "r" + round + "_c" + number++;
                    create(server, table);
                    int count = contestant.getKey().endsWith("tuple") ? rows / SINGLE_SHARE : rows;
                    measure(server, contestant.getKey(), "new", table, count, contestant.getValue());
                    measure(server, contestant.getKey(), "replay", table, count, contestant.getValue());
                }
            }
        }
        return 0;
    }

    private static void create(LocalPostgres server, String table) throws SQLException {
        try (PostgresTables tables = new PostgresTables(server.sink())) {
            tables.create(Map.of(table, PostgresTables.Contents.SCORES), YearMonth.now(ZoneOffset.UTC), 1);
        }
    }

    private static void measure(
            LocalPostgres server, String name, String kind, String table, int count, Contestant contestant)
            throws Exception {
        long client = clientCpu();
        Duration before = server.cpu();
        long start = System.nanoTime();
        contestant.write(table, count);
        double seconds = (System.nanoTime() - start) / 1e9;
        long clientAfter = clientCpu();
        TimeUnit.MILLISECONDS.sleep(500); // the CPU time of a connection's process is known when the process has ended
        System.out.printf(
                Locale.ROOT,
                "%-34s %6s %,10.0f %12.1f %12.1f%n",
                name,
                kind,
                count / seconds,
                (clientAfter - client) / 1e3 / count,
                server.cpu().minus(before).toNanos() / 1e3 / count);
        if (server.count(table) != count) {
            throw new IllegalStateException(name + ": " + server.count(table) + " of " + count + " rows are stored");
        }
    }

    private static long clientCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static String key(int i) {
        // not in the order of the table, as in a stream of events
        return "claim-" + Integer.reverse(i);
    }

    private static String body(int i) {
        return "{\"id\":\"" + key(i) + "\",\"score\":" + i % 100
                + ",\"decision\":\"refer\",\"reasons\":[{\"code\":\"deep-water\",\"points\":20,\"text\":\"Water higher than three feet\"}],"
                + "\"scorecard\":\"flood-claims\",\"version\":\"7\",\"hash\":\"1a2b3c4d5e6f\",\"degraded\":[],\"unevaluated\":[],\"event\":{\"payload\":\""
                + "x".repeat(400) + "\"}}";
    }

    private void publish(LocalPostgres server, String table, int to) throws InterruptedException {
        Postgres sink = server.sink("statementTimeoutMillis", 60_000);
        TestContext context = new TestContext();
        Publisher publisher = new PostgresPublisher(sink, context);
        Semaphore inFlight = new Semaphore(4 * BATCH);
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < to; i++) {
            inFlight.acquire();
            publisher.publish(message(table, i), new Publisher.Receipt() {
                @Override
                public void acknowledged() {
                    inFlight.release();
                }

                @Override
                public void failed(Throwable cause) {
                    failed.incrementAndGet();
                    inFlight.release();
                }
            });
        }
        inFlight.acquire(4 * BATCH);
        publisher.close();
        context.close();
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " rows failed");
        }
    }

    private Message message(String table, int i) {
        return new Message(
                table,
                Optional.of(key(i).getBytes(StandardCharsets.UTF_8)),
                Optional.of(body(i).getBytes(StandardCharsets.UTF_8)),
                List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + i),
                        Header.of(OutputHeaders.TIMESTAMP, Long.toString(timestamp))));
    }

    private void batches(LocalPostgres server, String table, int to, int size) throws SQLException {
        String month = YearMonth.now(ZoneOffset.UTC).atDay(1).toString();
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + server.address()
                        + "/postgres?user=postgres&reWriteBatchedInserts=true");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO riskstream." + table + " " + COLUMNS + VALUES + UPSERT)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < to; i++) {
                insert.setString(1, key(i));
                insert.setString(2, month);
                insert.setLong(3, timestamp);
                insert.setLong(4, i);
                insert.setString(5, "claims-0@" + i);
                insert.setString(6, body(i));
                insert.addBatch();
                if ((i + 1) % size == 0 || i + 1 == to) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }
    }
}
