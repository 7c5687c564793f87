package io.riskstream.tools.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka with one node in this process, both broker and controller, on a free port of the loopback interface. Its data is in a temporary
 * directory, which is deleted on close.
 *
 * <p>Starting takes one to two seconds and about 40 MB of heap. Topics are not created automatically, unless the settings enable it.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration LEADERS_WITHIN = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String NODE = "1";

    private final TemporaryDirectory directory;
    private final Map<String, String> settings;
    private final String bootstrapServers;
    private KafkaRaftServer server;

    static {
        // After a fatal error a broker exits its process, which here is not its own.
        Exit.Procedure refuse = (status, message) -> {
            throw new IllegalStateException(
                    "the embedded Kafka failed" + (message == null ? "" : ": " + message) + " (status " + status + ")");
        };
        Exit.setExitProcedure(refuse);
        Exit.setHaltProcedure(refuse);
    }

    private EmbeddedKafka(TemporaryDirectory directory, Map<String, String> overrides) {
        this.directory = directory;
        int port = FreePort.find();
        int controllerPort = FreePort.find();
        bootstrapServers = "127.0.0.1:" + port;
        settings = settings(directory.path(), port, controllerPort);
        settings.putAll(overrides);
    }

    /** Starts a Kafka with the default settings. */
    public static EmbeddedKafka start() {
        return start(Map.of());
    }

    /**
     * Starts a Kafka.
     *
     * @param overrides broker settings that replace the defaults, such as {@code message.max.bytes}
     * @throws IllegalStateException if Kafka does not start, with its reason
     */
    public static EmbeddedKafka start(Map<String, String> overrides) {
        EmbeddedKafka kafka = new EmbeddedKafka(TemporaryDirectory.create("kafka"), overrides);
        try {
            format(kafka.directory.path());
            kafka.startServer();
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    /** Returns the settings of a node with its data in a directory and these ports of the loopback interface. */
    static Map<String, String> settings(Path directory, int port, int controllerPort) {
        Map<String, String> kafka = new LinkedHashMap<>();
        kafka.put("process.roles", "broker,controller");
        kafka.put("node.id", NODE);
        kafka.put("listeners", "BROKER://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        kafka.put("advertised.listeners", "BROKER://127.0.0.1:" + port);
        kafka.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        kafka.put("inter.broker.listener.name", "BROKER");
        kafka.put("controller.listener.names", "CONTROLLER");
        kafka.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        kafka.put("log.dirs", directory.toString());
        kafka.put("auto.create.topics.enable", "false");

        kafka.put("offsets.topic.replication.factor", "1");
        kafka.put("offsets.topic.num.partitions", "1");
        kafka.put("transaction.state.log.replication.factor", "1");
        kafka.put("transaction.state.log.min.isr", "1");
        kafka.put("transaction.state.log.num.partitions", "1");
        kafka.put("share.coordinator.state.topic.replication.factor", "1");
        kafka.put("share.coordinator.state.topic.min.isr", "1");
        kafka.put("share.coordinator.state.topic.num.partitions", "1");
        kafka.put("group.initial.rebalance.delay.ms", "0");

        // The timestamp of a claim is the time of the loss, which may be decades ago. The default retention would
        // delete it at once.
        kafka.put("log.retention.ms", "-1");
        // sized for tests on one machine
        kafka.put("num.network.threads", "2");
        kafka.put("num.io.threads", "4");
        kafka.put("log.cleaner.dedupe.buffer.size", "4194304");
        return kafka;
    }

    /** Prepares an empty directory for a node. */
    static void format(Path directory) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(Integer.parseInt(NODE))
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot prepare " + directory + " for the embedded Kafka: " + e, e);
        }
    }

    private void startServer() {
        KafkaRaftServer starting = null;
        try {
            starting = new KafkaRaftServer(KafkaConfig.fromProps(properties(), false), Time.SYSTEM);
            starting.startup();
        } catch (RuntimeException e) {
            if (starting != null) {
                starting.shutdown();
            }
            throw new IllegalStateException(
                    "the embedded Kafka at " + bootstrapServers + " did not start: " + e.getMessage(), e);
        }
        server = starting;
        LOG.debug("embedded Kafka at {}", bootstrapServers);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** Returns the address for clients, which is the same after a restart. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates a topic, and returns when its partitions have leaders.
     *
     * @throws IllegalStateException if Kafka refuses to create it
     */
    public void createTopic(String name, int partitions) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
            awaitLeaders(admin, name, partitions);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create topic " + name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topic " + name, e);
        }
    }

    /** Returns when the leaders of a topic answer. Before one is ready, it refuses the first batch of a producer and may accept the second. */
    private static void awaitLeaders(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        long giveUpAt = System.nanoTime() + LEADERS_WITHIN.toNanos();
        while (true) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() - giveUpAt > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    /** Stops the broker. It keeps its port and its data for {@link #restart}. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Starts the broker again on the same port with the same data. Stops it first if it is running. */
    public synchronized void restart() {
        stop();
        startServer();
    }

    /** Stops the broker and deletes its data. */
    @Override
    public synchronized void close() {
        stop();
        directory.close();
    }
}
