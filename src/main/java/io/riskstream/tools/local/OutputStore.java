package io.riskstream.tools.local;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresTables;
import io.riskstream.tools.flux.Pipeline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores the outputs of a run in PostgreSQL: a second topology reads the pipeline's output topics and writes to the tables, as {@code
 * flux/flood-claims-store.yaml} does on a cluster.
 */
final class OutputStore implements AutoCloseable {
    /** The Flux file of the topology. */
    static final Path FLUX = Path.of("io/riskstream/tools/local/store-outputs.yaml");

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PostgresServer server;
    private final StormCluster storm;
    private final Set<String> topics;
    private final Pipeline pipeline;
    private final Properties properties = new Properties();
    private final Admin admin;

    private OutputStore(
            PostgresServer server, StormCluster storm, String stored, Set<String> topics, String bootstrapServers) {
        this.server = server;
        this.storm = storm;
        this.topics = topics;
        server.addTo(properties);
        properties.setProperty("kafka.bootstrap.servers", bootstrapServers);
        properties.setProperty("store.name", stored + "-store");
        properties.setProperty("store.topics", String.join(",", topics));
        properties.setProperty("store.dead.letters", stored + "-store-dead-letters");
        pipeline = Pipeline.read(FLUX, properties);
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * Creates the tables, submits the topology, and waits until it is up.
     *
     * @param stored the name of the pipeline
     * @param topics its output topics, which exist
     */
    static OutputStore start(
            PostgresServer server, StormCluster storm, String stored, Set<String> topics, String bootstrapServers) {
        OutputStore store = new OutputStore(server, storm, stored, topics, bootstrapServers);
        try {
            createTables(store.pipeline);
            storm.submit(store.pipeline, store.properties);
            storm.awaitRunning(store.pipeline.name());
            return store;
        } catch (RuntimeException e) {
            store.admin.close();
            throw e;
        }
    }

    /** Adds the values of {@code ${...}} in {@link #FLUX} to others. */
    void addTo(Properties others) {
        others.putAll(properties);
    }

    /** Creates the tables of a pipeline with stages that write to PostgreSQL, as {@code store init} does. */
    static void createTables(Pipeline pipeline) {
        for (Postgres postgres : pipeline.components(Postgres.class)) {
            try (PostgresTables tables = new PostgresTables(postgres)) {
                tables.create(StoreTables.of(pipeline, postgres, List.of()), YearMonth.now(ZoneOffset.UTC), 1);
            } catch (SQLException e) {
                throw new IllegalStateException(
                        pipeline.path() + ": the tables cannot be created: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Waits until every output is stored, or rejected by the store, or nothing changes for the time of patience.
     *
     * @return the number of outputs that are not stored
     */
    long awaitStored(Duration patience) {
        long remaining = remaining();
        long lastChange = System.nanoTime();
        while (remaining > 0 && System.nanoTime() - lastChange < patience.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
            long now = remaining();
            if (now != remaining) {
                remaining = now;
                lastChange = System.nanoTime();
            }
        }
        return remaining;
    }

    /** Returns the number of outputs after the committed offsets. An offset is committed after the row is. */
    private long remaining() {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(partition -> latest.put(
                                new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
            }
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(pipeline.name())
                    .partitionsToOffsetAndMetadata()
                    .get();
            long remaining = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
                    admin.listOffsets(latest).all().get().entrySet()) {
                OffsetAndMetadata offset = committed.get(end.getKey());
                remaining += end.getValue().offset() - (offset == null ? 0 : offset.offset());
            }
            return remaining;
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot read the progress of " + pipeline.name() + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Prints the number of rows, and the questions of a claims manager with their answers. */
    void report(PrintStream out) {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement()) {
            out.println();
            out.printf(
                    Locale.ROOT,
                    "PostgreSQL: %,d rows in riskstream.scores, %,d in riskstream.dead_letters; a later score of the same key replaces the earlier%n",
                    count(statement, "scores"),
                    count(statement, "dead_letters"));
            StoreQueries.print(connection, out);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not answer: " + e.getMessage(), e);
        }
    }

    private static long count(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM riskstream." + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Kills the topology. */
    @Override
    public void close() {
        try (admin) {
            storm.kill(pipeline.name());
        }
    }
}
