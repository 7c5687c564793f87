package io.riskstream.connect.postgres;

import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The connection of a worker to one database. {@link #publish} puts a row into a queue; one thread writes the rows that wait, and acknowledges them when
 * their statement is committed.
 *
 * <p>If a statement fails because of a row, it is repeated with each half of its rows, down to the row itself, which is refused; the others are stored. If
 * the server does not answer, all rows that wait fail, and their stages publish them again; the thread connects again when rows arrive, at most once in
 * {@link #RECONNECT_INTERVAL}.
 */
final class PostgresPublisher implements Publisher {
    /** More rows do not make a statement cheaper per row, and a larger statement holds more locks for longer. */
    private static final int MAX_ROWS = 500;

    /** A larger statement needs too much memory here and in the server, which has a limit of 1 GB. A row may be larger. */
    private static final long MAX_BYTES = 4_000_000;

    private static final Duration RECONNECT_INTERVAL = Duration.ofMillis(500);
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(15);
    private static final long IDLE_POLL_MILLIS = 200;
    private static final int VALIDITY_SECONDS = 2;

    private final Postgres postgres;
    private final StageContext context;
    private final LongSupplier ticker;
    private final BlockingQueue<Row> queue;
    private final PostgresMetrics metrics;
    private final Thread writer;
    /** When each missing table was first found missing. Only the writer uses this and the fields below. */
    private final Map<String, Long> missingSince = new HashMap<>();

    private Connection connection;
    private long connectAt;
    private String lastFailure = "";
    private volatile boolean closed;

    PostgresPublisher(Postgres postgres, StageContext context) {
        this.postgres = postgres;
        this.context = context;
        this.ticker = System::nanoTime; // a server does not follow the clock that a test sets
        this.queue = new ArrayBlockingQueue<>(postgres.queueRows());
        this.metrics = new PostgresMetrics(context.metrics(), postgres.name(), queue);
        this.connectAt = ticker.getAsLong();
        this.writer = new Thread(this::write, "postgres-" + postgres.name());
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        Row row;
        try {
            row = Row.of(message, receipt);
        } catch (IllegalArgumentException e) {
            receipt.failed(
                    new Refused(
                            RejectionCode.PUBLISH_REFUSED,
                            "PostgreSQL stores outputs of PublishScore and PublishDeadLetter only, and this message lacks their headers"));
            return;
        }
        if (closed) {
            receipt.failed(closed());
        } else if (!queue.offer(row)) {
            receipt.failed(new IllegalStateException("the queue to PostgreSQL is full (option queueRows)"));
        } else if (closed) {
            failQueued(); // the thread may have ended before the row was added
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the connection to PostgreSQL is closed");
    }

    private void failQueued() {
        List<Row> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        fail(waiting, closed());
    }

    /** A statement may wait for another one and for a connection attempt before it begins. A row that was given up and is written all the same does no harm. */
    @Override
    public Duration deadline() {
        return Duration.ofMillis(2L * postgres.statementTimeoutMillis() + postgres.attemptMillis())
                .plus(DEADLINE_MARGIN);
    }

    // ---- The writer's thread ----

    private void write() {
        List<Row> rows = new ArrayList<>(MAX_ROWS);
        while (!closed) {
            try {
                Row first = queue.poll(IDLE_POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    rows.add(first);
                    queue.drainTo(rows, MAX_ROWS - 1);
                    write(rows);
                }
            } catch (InterruptedException e) {
                break; // by close
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                // a bug here must not end the thread, because nothing would be written any more
                // the message is left out, because it could quote a value; rows that have a result keep it
                String problem = "internal error of the writer: " + e.getClass().getName();
                context.report("postgres", problem);
                disconnect(); // a statement may be unfinished
                fail(rows, new IllegalStateException(problem));
            } finally {
                rows.clear();
            }
        }
        failQueued();
        disconnect();
    }

    private void write(List<Row> rows) {
        if (!isConnected()) {
            queue.drainTo(rows);
            fail(rows, new IllegalStateException(lastFailure));
            return;
        }
        // a table of verdicts has other columns than one of dead letters
        record Table(String name, boolean scored) {}
        rows.stream()
                .collect(Collectors.groupingBy(
                        row -> new Table(row.message().topic(), row.scored()), LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(this::writeTable);
    }

    /** Writes the rows of one table: the latest version of each key, in the order in which all writers lock rows. */
    private void writeTable(List<Row> rows) {
        record PrimaryKey(String key, LocalDate month) {}
        Map<PrimaryKey, List<Row>> versions = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> new PrimaryKey(row.key(), row.month()), LinkedHashMap::new, Collectors.toList()));
        List<List<Row>> sorted = versions.values().stream()
                .peek(same -> same.sort(Row.VERSION_ORDER))
                .sorted((a, b) -> Row.LOCK_ORDER.compare(latest(a), latest(b)))
                .toList();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < sorted.size(); i++) {
            int size = latest(sorted.get(i))
                    .message()
                    .value()
                    .map(value -> value.length)
                    .orElse(0);
            if (i > from && bytes + size > MAX_BYTES) {
                writeSorted(sorted.subList(from, i), true);
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        writeSorted(sorted.subList(from, sorted.size()), true);
    }

    private static Row latest(List<Row> versions) {
        return versions.get(versions.size() - 1);
    }

    private void writeSorted(List<List<Row>> keys, boolean mayRepeat) {
        List<Row> rows = keys.stream().map(PostgresPublisher::latest).toList();
        Row first = rows.get(0);
        String table = first.message().topic();
        if (connection == null) { // a statement before this one has lost it
            fail(keys.stream().flatMap(List::stream).toList(), new IllegalStateException(lastFailure));
            return;
        }
        try {
            long start = ticker.getAsLong();
            Upsert.of(first.scored()).execute(connection, postgres.schema() + "." + table, rows);
            metrics.recordStatement(rows.size(), ticker.getAsLong() - start);
            missingSince.remove(table);
            keys.forEach(same -> same.forEach(row -> row.receipt().acknowledged()));
        } catch (SQLException e) {
            handle(e, keys, table, mayRepeat);
        }
    }

    private void handle(SQLException failure, List<List<Row>> keys, String table, boolean mayRepeat) {
        String state = String.valueOf(failure.getSQLState());
        List<Row> all = keys.stream().flatMap(List::stream).toList();
        switch (FailureKind.of(failure)) {
            case ROW -> {
                missingSince.remove(table);
                if (keys.size() == 1) {
                    refuseLatest(keys.get(0), state);
                } else {
                    int half = keys.size() / 2;
                    writeSorted(keys.subList(0, half), true);
                    writeSorted(keys.subList(half, keys.size()), true);
                }
            }
            case TRANSIENT -> {
                if (mayRepeat && state.startsWith("40")) {
                    writeSorted(keys, false); // a deadlock or a conflict with another writer
                } else {
                    fail(
                            all,
                            new IllegalStateException("PostgreSQL could not write the rows (SQLSTATE " + state + ")"));
                }
            }
            case TABLE -> {
                // the message of these states names tables, columns and users, and no values
                context.report("postgres", postgres.name() + ": table " + table + ": " + failure.getMessage());
                long since = missingSince.computeIfAbsent(table, unknown -> ticker.getAsLong());
                fail(
                        all,
                        new TopicUnavailable(
                                Duration.ofNanos(ticker.getAsLong() - since),
                                "the table cannot be written (SQLSTATE " + state + "); `store init` creates it"));
            }
            case CONNECTION -> {
                disconnect();
                lost(failure);
                fail(all, new IllegalStateException(lastFailure));
            }
        }
    }

    /** Refuses the latest version of a row, and writes the one before it, so that the result does not depend on what is written together. */
    private void refuseLatest(List<Row> versions, String state) {
        metrics.countRefused();
        latest(versions)
                .receipt()
                .failed(new Refused(
                        RejectionCode.PUBLISH_REFUSED,
                        "PostgreSQL cannot store a value of the row (SQLSTATE " + state
                                + "), such as a text with the character U+0000"));
        if (versions.size() > 1) {
            writeSorted(List.of(versions.subList(0, versions.size() - 1)), true);
        }
    }

    private static void fail(List<Row> rows, Exception cause) {
        rows.forEach(row -> row.receipt().failed(cause));
    }

    private boolean isConnected() {
        if (connection != null) {
            return true;
        }
        long now = ticker.getAsLong();
        if (now - connectAt < 0) {
            return false;
        }
        try {
            connection = postgres.open(context::secret);
            if (!connection.isValid(VALIDITY_SECONDS)) {
                throw new SQLException("the server does not answer", "08006");
            }
            metrics.countConnection();
            lastFailure = "";
            return true;
        } catch (SQLException e) {
            disconnect();
            lost(e);
        } catch (RuntimeException e) { // the secret cannot be read
            lastFailure = postgres.name() + ": " + e.getMessage();
            context.report("postgres", lastFailure);
        }
        connectAt = ticker.getAsLong() + RECONNECT_INTERVAL.toNanos();
        return false;
    }

    private void lost(SQLException failure) {
        lastFailure = "PostgreSQL " + postgres.name() + " does not answer, or does not accept this client (SQLSTATE "
                + failure.getSQLState() + ")";
        context.report(
                "postgres",
                FailureKind.isReportable(failure) ? lastFailure + ": " + failure.getMessage() : lastFailure);
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                context.report("postgres", postgres.name() + ": the connection was closed by the server first");
            }
            connection = null;
        }
    }

    /** Ends the thread. Rows that wait fail; their events are not acknowledged. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
