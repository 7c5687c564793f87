package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafka.Kafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;

/**
 * A Kafka with one node in a process of its own, so that a test can kill and freeze it. It keeps its port and its data when it is started again. Its
 * directory is kept; the process ends with {@link #close}, or with this JVM.
 */
public final class KafkaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final String bootstrapServers;
    private final ServerProcess process;
    private final Thread atExit;

    private KafkaProcess(String bootstrapServers, ServerProcess process) {
        this.bootstrapServers = bootstrapServers;
        this.process = process;
        this.atExit = new Thread(process::kill, "end-kafka");
    }

    /**
     * Starts a Kafka, and returns when it accepts requests.
     *
     * @param directory deleted and created again
     * @param overrides broker settings that replace those of {@link EmbeddedKafka}
     */
    public static KafkaProcess start(Path directory, Map<String, String> overrides) {
        TemporaryDirectory.delete(directory);
        int port = FreePort.find();
        try {
            Path data = Files.createDirectories(directory.toAbsolutePath().resolve("data"));
            EmbeddedKafka.format(data);
            Properties settings = new Properties();
            settings.putAll(EmbeddedKafka.settings(data, port, FreePort.find()));
            settings.putAll(overrides);
            Path file = directory.resolve("server.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                settings.store(writer, null);
            }
            KafkaProcess kafka = new KafkaProcess(
                    "127.0.0.1:" + port,
                    ServerProcess.ofJava("Kafka", Kafka.class, file.toString(), directory.resolve("kafka.log")));
            Runtime.getRuntime().addShutdownHook(kafka.atExit);
            kafka.restart();
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + directory + " for Kafka", e);
        }
    }

    /** Returns the address for clients, which is the same after a restart. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Returns the process of the broker. */
    public ServerProcess process() {
        return process;
    }

    /** Starts the broker again with the same port and data, and returns when it accepts requests. Kills it first if it is running. */
    public void restart() {
        process.start();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2_000))) {
            Awaitility.await("Kafka at " + bootstrapServers)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> {
                        process.requireAlive();
                        return !admin.describeCluster().nodes().get().isEmpty();
                    });
        }
    }

    /** Kills the broker. */
    @Override
    public void close() {
        process.kill();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyExiting) {
            // the hook is already running
        }
    }
}
