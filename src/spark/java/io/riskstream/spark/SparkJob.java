package io.riskstream.spark;

import static org.apache.spark.sql.functions.col;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.tools.statistics.ScoreBins;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The streaming job: one query over the scores and one over the dead letters of a pipeline. Each micro-batch is committed to PostgreSQL, then its records are written to
 * Redis. After a crash, Spark repeats the last batch with the same input: PostgreSQL has it already, and Redis receives the same records again.
 */
final class SparkJob implements AutoCloseable {
    private static final String SCORES = "scores";
    private static final String DEAD_LETTERS = "dead-letters";
    /** Spark sets it for the thread that writes a batch. */
    private static final String QUERY_ID = "sql.streaming.queryId";

    private final SparkSession session;
    private final SparkSettings settings;
    private final PipelineOutput pipeline;
    private final Optional<ScoreBins> bins;
    private final OutputStatistics statistics;
    private final Optional<WindowStore> store;
    private final Optional<RecordWriter> records;
    private final Attempts attempts;
    private final JobProgress progress = new JobProgress();
    private final List<StreamingQuery> queries = new ArrayList<>();

    /**
     * Creates a job; reads the Flux file and the reference.
     *
     * @throws IllegalArgumentException if they do not fit the settings
     */
    SparkJob(SparkSession session, SparkSettings settings) {
        this.session = session;
        this.settings = settings;
        this.pipeline = PipelineOutput.of(settings);
        this.attempts = new Attempts(settings.retryTimeout());
        this.bins = settings.reference().map(ReferenceScores::read);
        this.statistics = new OutputStatistics(settings, pipeline, bins);
        this.store = settings.postgres().map(postgres -> new WindowStore(postgres, pipeline.name()));
        if (!settings.records().isEmpty() && pipeline.redis().isEmpty()) {
            throw new IllegalArgumentException(
                    settings.pipeline() + ": 'records' needs a Redis, and this Flux file declares none");
        }
        this.records = settings.records().isEmpty()
                ? Optional.empty()
                : pipeline.redis().map(redis -> new RecordWriter(redis, settings.records(), settings.recordLife()));
        if (store.isEmpty() && records.isEmpty()) {
            throw new IllegalArgumentException(
                    "the job has nothing to write to: set 'postgres.hosts', or 'records' and 'groups', or both");
        }
        session.conf().set("spark.sql.session.timeZone", "UTC");
        // an event may have the fields id and ID
        session.conf().set("spark.sql.caseSensitive", "true");
        session.conf().set("spark.sql.shuffle.partitions", settings.partitions());
    }

    /**
     * Starts the queries. They continue until {@link #close}, or until one fails.
     *
     * @throws IllegalArgumentException if the checkpoint belongs to other settings
     * @throws IOException if the directory of the checkpoint cannot be read or written
     */
    void start() throws TimeoutException, IOException {
        CheckpointSettings.check(
                settings, pipeline.name(), session.sparkContext().hadoopConfiguration());
        session.streams().addListener(progress);
        start(SCORES, statistics.scoreWindows(statistics.scores(stream(pipeline.scores()))), this::writeScores);
        if (pipeline.deadLetters().isPresent() && store.isPresent()) {
            start(
                    DEAD_LETTERS,
                    statistics.deadLetterWindows(
                            statistics.deadLetters(stream(pipeline.deadLetters().get()))),
                    this::writeDeadLetters);
        }
    }

    private Dataset<Row> stream(Map<String, String> options) {
        return session.readStream().format("kafka").options(options).load();
    }

    /** Writes one batch. */
    private interface BatchWriter {
        void write(WindowStore.Batch batch, List<Row> rows) throws Exception;
    }

    private void start(String name, Dataset<Row> windows, BatchWriter writer) throws TimeoutException {
        queries.add(windows.writeStream()
                .queryName(name)
                .outputMode(OutputMode.Update())
                .trigger(Trigger.ProcessingTime(settings.trigger().toMillis()))
                .option("checkpointLocation", settings.checkpoint() + "/" + name)
                .foreachBatch((batch, id) -> {
                    // all rows, always: a batch that is not read to its end leaves its state incomplete
                    List<Row> rows = batch.collectAsList();
                    String query = session.sparkContext().getLocalProperty(QUERY_ID);
                    writer.write(new WindowStore.Batch(query, name, id), rows);
                })
                .start());
    }

    private void writeScores(WindowStore.Batch batch, List<Row> rows) throws Exception {
        List<ScoreWindow> windows = rows.stream()
                .map(row -> ScoreWindow.of(row, pipeline.decisions(), bins))
                .toList();
        if (store.isPresent()) {
            commit(store.get(), () -> store.get().commitScores(batch, windows));
        }
        if (records.isPresent()) {
            int written = attempts.until(records.get().toString(), RedisLoader::isTemporary, () -> records.get()
                    .write(windows));
            progress.addRecords(written);
        }
    }

    private void writeDeadLetters(WindowStore.Batch batch, List<Row> rows) throws Exception {
        List<DeadLetterWindow> windows = rows.stream().map(DeadLetterWindow::of).toList();
        WindowStore database = store.orElseThrow();
        commit(database, () -> database.commitDeadLetters(batch, windows));
    }

    private void commit(WindowStore database, Attempts.Write<Boolean> write) throws Exception {
        attempts.until(
                database.toString(), e -> e instanceof SQLException failure && Postgres.isTemporary(failure), write);
    }

    /**
     * Waits until a query ends.
     *
     * @throws StreamingQueryException if it failed
     */
    void await() throws StreamingQueryException {
        session.streams().awaitAnyTermination();
    }

    /**
     * Waits until everything that is in the topics now is written.
     *
     * @throws StreamingQueryException if a query has failed
     */
    void awaitInput() throws StreamingQueryException {
        for (StreamingQuery query : queries) {
            query.processAllAvailable();
        }
    }

    /** Returns lines with what the job has done since its start. */
    String report() {
        return progress.report()
                + records.flatMap(RecordWriter::largest)
                        .map(record -> record + System.lineSeparator())
                        .orElse("");
    }

    /** Returns the number of scores that the topics contain, by score, each event once. */
    Map<Double, Long> scoreCounts() {
        Dataset<Row> batch = session.read()
                .format("kafka")
                .options(pipeline.scores())
                .option("startingOffsets", "earliest")
                .load();
        Map<Double, Long> counts = new TreeMap<>();
        statistics
                .scores(batch)
                .where(col("score.score").isNotNull())
                .groupBy(col("score.score"))
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getDouble(0), row.getLong(1)));
        return counts;
    }

    /** Stops the queries; a batch that is being written is repeated after the next start. */
    @Override
    public void close() {
        for (StreamingQuery query : queries) {
            try {
                query.stop();
            } catch (TimeoutException e) {
                // the checkpoint makes the next start repeat the batch
            }
        }
        records.ifPresent(RecordWriter::close);
    }
}
