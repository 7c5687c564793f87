package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.read.PublishedPipeline;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.stage.Message;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.SparkProcess;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A pipeline with topics of its own, a job over its outputs with tables of its own, and the ledger of what the tables must contain. */
final class LedgerRun implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(300);

    private static final int MOST_EVENTS = 100_000;

    private final Path directory;
    private final String name;
    private final EmbeddedKafka kafka;
    private final EmbeddedRedis redis;
    private final LocalPostgres postgres;
    private final PublishedPipeline pipeline;
    private final Iterator<SimulatedEvent> events = new Simulation("flood-claims", 11).events(MOST_EVENTS);
    private final ScoreLedger ledger = new ScoreLedger();
    private int counted;

    /** @param name the name of the topics and of the schema of the tables */
    LedgerRun(Path directory, String name, EmbeddedKafka kafka, EmbeddedRedis redis, LocalPostgres postgres)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.name = name;
        this.kafka = kafka;
        this.redis = redis;
        this.postgres = postgres;
        this.pipeline = new PublishedPipeline(kafka, name, directory, new Properties(), Map.of());
    }

    /** Writes the settings. */
    Path settings(String... lines) {
        List<String> all = new ArrayList<>(List.of(
                "max.records=300",
                "window=10m",
                "watermark=2h",
                "groups=state, countyCode",
                "postgres.hosts=" + postgres.address(),
                "postgres.database=" + LocalPostgres.DATABASE,
                "postgres.user=" + LocalPostgres.USER,
                "postgres.schema=" + name));
        all.addAll(List.of(lines));
        return new SparkSettingsFile(directory, pipeline.flux().path(), kafka)
                .with(redis)
                .write(all.toArray(String[]::new));
    }

    /** Starts a job that ends with {@link SparkProcess#finish}, and creates the tables. */
    SparkProcess start(Path settings) throws InterruptedException {
        return started(SparkProcess.start(directory, "run", settings.toString(), "--until-input-ends"));
    }

    /** Starts a job as a cluster does. The tables must exist. */
    SparkProcess startEndless(Path settings) throws InterruptedException {
        return started(SparkProcess.start(directory, "run", settings.toString()));
    }

    private static SparkProcess started(SparkProcess spark) throws InterruptedException {
        assertEquals("", spark.awaitStarted(PATIENCE));
        return spark;
    }

    void createTables() throws SQLException {
        new WindowStore(postgres.sink("schema", name), name).createTables();
    }

    /** Creates the tables with the command of the job. */
    void init(Path settings) throws InterruptedException {
        try (SparkProcess init = SparkProcess.start(directory, "init", settings.toString())) {
            assertTrue(init.finish(PATIENCE).contains("the tables exist in Postgres["));
        }
    }

    /** Lets the pipeline process events, which a job reads. */
    void process(int number) {
        for (int i = 0; i < number; i++) {
            events.next().value().ifPresent(value -> pipeline.process(new String(value, StandardCharsets.UTF_8)));
        }
        List<Message> published = pipeline.published();
        while (counted < published.size()) {
            ledger.count(published.get(counted++));
        }
    }

    /** Publishes some of the messages again, as a pipeline does after a crash. */
    void publishAgain() {
        for (int i = 0; i < counted; i += 10) {
            pipeline.publish(pipeline.published().get(i));
        }
    }

    /** Publishes a message of another event, which happened a week before. */
    void publishLate() {
        Message message = pipeline.published().get(0);
        List<Header> headers = new ArrayList<>();
        for (Header header : message.headers()) {
            String value =
                    switch (header.name()) {
                        case OutputHeaders.ORIGIN -> name + "-9@1";
                        case OutputHeaders.TIMESTAMP -> Long.toString(PublishedPipeline.START - 7 * 86_400_000L);
                        default -> new String(header.value(), StandardCharsets.UTF_8);
                    };
            headers.add(Header.of(header.name(), value));
        }
        pipeline.publish(new Message(message.topic(), message.key(), message.value(), headers));
    }

    /** Returns the number of scores that were published, each once. */
    long scores() {
        return ledger.scores();
    }

    /** Returns the number of scores that the tables have. */
    long stored() {
        return Long.parseLong(
                postgres.sql("SELECT coalesce(sum(events), 0) FROM " + name + ".score_windows WHERE dimension = 'all'")
                        .get(0));
    }

    /** Returns the number of lines with a text in the log of all processes. */
    long logged(String text) {
        try {
            return Files.readAllLines(directory.resolve("spark.log")).stream()
                    .filter(line -> line.contains(text))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that each score and each dead letter is counted once, and each batch was committed once. */
    void assertTables() {
        ledger.assertScores(postgres, name);
        ledger.assertDeadLetters(postgres, name);
        assertEquals(
                List.of("t", "t"),
                postgres.sql("SELECT batches = batch_id + 1 FROM " + name + ".spark_progress"),
                "each batch is committed once");
    }

    /** Asserts that the records are those of the latest window of each state; those of some states may be missing. */
    void assertRecords(Set<String> missing) {
        ledger.assertRecords(redis, missing);
    }

    /** Returns the keys of the records of all states. */
    Set<String> records() {
        return ledger.records();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
