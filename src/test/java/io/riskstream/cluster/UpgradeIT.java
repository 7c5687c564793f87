package io.riskstream.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.LocalServers;
import io.riskstream.tools.local.LocalStorm;
import io.riskstream.tools.upgrade.CommittedOffsets;
import io.riskstream.tools.upgrade.NimbusControl;
import io.riskstream.tools.upgrade.SourceTopics;
import io.riskstream.tools.upgrade.Upgrade;
import io.riskstream.tools.upgrade.UpgradeReport;
import io.riskstream.tools.upgrade.UpgradeSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.storm.thrift.TException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Upgrades a topology under load on a cluster in this process. {@link ClusterFaultsIT} does so with the command on a cluster of processes. */
@ExtendWith(LocalServers.class)
class UpgradeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    private Pipeline pipeline(String shipped, String name, EmbeddedKafka kafka, EmbeddedRedis redis)
            throws IOException {
        Properties environment = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            environment.load(reader);
        }
        environment.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
        environment.setProperty("redis.port", String.valueOf(redis.port()));
        Path flux = Files.writeString(
                directory.resolve(name + ".yaml"),
                FluxFiles.inlined(Path.of("flux", shipped + ".yaml"))
                        .replace("name: " + shipped, "name: " + name)
                        .replace("- topic: flood-claims\n", "- topic: " + name + "-events\n")
                        .replace("topic: flood-scores", "topic: " + name + "-scores")
                        .replace("topic: flood-dead-letters", "topic: " + name + "-dead-letters"));
        return Pipeline.read(flux, environment);
    }

    private static NimbusControl control(LocalStorm storm, Pipeline pipeline) {
        NimbusControl.Connection connection = new NimbusControl.Connection() {
            @Override
            public <T> T send(NimbusControl.Request<T> request) throws TException {
                return request.to(storm.cluster());
            }
        };
        return new NimbusControl(pipeline, connection, (name, configuration, topology, options) -> storm.cluster()
                .submitTopologyWithOpts(name, configuration, topology, options));
    }

    @ParameterizedTest
    @EnumSource(
            value = ShippedPipeline.class,
            names = {"FUSED", "SPOUT"})
    void theNewTopologyContinuesWhereTheOldOneEnds(
            ShippedPipeline shipped, LocalStorm storm, EmbeddedKafka kafka, EmbeddedRedis redis) throws IOException {
        String name = "upgrade-it-" + shipped.name().toLowerCase(Locale.ROOT);
        kafka.createTopic(name + "-events", 2);
        List<String> outputs = List.of(name + "-scores", name + "-dead-letters");
        outputs.forEach(topic -> kafka.createTopic(topic, 1));
        Pipeline pipeline = pipeline(shipped.topology(), name, kafka, redis);
        Set<SourceTopics> sources = NimbusControl.sources(pipeline.topology());
        OriginLedger ledger = new OriginLedger();
        List<String> steps = new ArrayList<>();
        storm.submit(pipeline);
        storm.awaitRunning(name);
        String running = name;
        try (LedgerReader reader = new LedgerReader(kafka.bootstrapServers(), name + "-events", outputs, ledger);
                CommittedOffsets offsets = new CommittedOffsets(
                        sources, pipeline.components(Kafka.class).get(0).consumerProperties())) {
            try (SteadyProducer producer =
                    SteadyProducer.ofClaims(kafka.bootstrapServers(), name + "-events", 300, true, ledger)) {
                producer.start();
                awaitOutputs(ledger, reader);
                UpgradeSettings settings = new UpgradeSettings(
                        name,
                        Optional.empty(),
                        Optional.empty(),
                        NimbusControl.workers(pipeline),
                        sources,
                        false,
                        Duration.ofSeconds(2),
                        PATIENCE);
                UpgradeReport report = new Upgrade(settings, control(storm, pipeline), offsets, steps::add).run();
                running = report.name();
                assertEquals(name + "-v2", running);
                awaitOutputs(ledger, reader);
            }
            await("all outputs").atMost(PATIENCE).until(() -> ledger.openBefore(ledger.position()) == 0);
        } finally {
            storm.kill(running);
        }
        OriginLedger.Figures figures = ledger.figures(List.of(), ledger.position(), 0, 0);
        assertEquals(0, figures.lost(), figures::toString);
        assertEquals(0, figures.duplicates(), figures::toString);
        assertEquals("killed " + name, steps.get(steps.size() - 1));
    }

    /** Returns when the event that was sent last before the call has its output. */
    private static void awaitOutputs(OriginLedger ledger, LedgerReader reader) {
        await("an event").atMost(PATIENCE).until(() -> ledger.lastSentAt() > 0);
        List<Integer> position = ledger.position();
        await("outputs").atMost(PATIENCE).until(() -> {
            reader.check();
            return ledger.openBefore(position) == 0;
        });
    }
}
