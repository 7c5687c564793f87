package io.riskstream.tools.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.publish.SourcePosition;
import io.riskstream.score.Scorecard;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleaseLedger;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.LocalServers;
import io.riskstream.tools.local.LocalStorm;
import io.riskstream.tools.release.LoggedReleases;
import io.riskstream.tools.release.ReleaseControl;
import io.riskstream.tools.topic.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases versions of a scorecard while two workers score a steady feed, and compares the version of every score with the one that the log demands for the
 * timestamp and the key of its event.
 */
@ExtendWith(LocalServers.class)
class ReleaseCommandIT {
    private static final String FLUX = "src/test/resources/release/released-claims.yaml";
    private static final String SCORECARD = "src/test/resources/release/scorecard.yaml";
    private static final long PAUSE_NANOS = 1_000_000;

    @TempDir
    private Path directory;

    private Path filter;
    private Kafka kafka;
    private ReleaseControl control;
    private Scorecard initial;
    private final AtomicBoolean feeding = new AtomicBoolean(true);
    private final AtomicInteger sent = new AtomicInteger();

    private CommandLineRun command(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(name, FLUX, "--filter", filter.toString()));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private CommandLineRun done(CommandLineRun run) {
        assertEquals(0, run.exitCode(), run.out() + run.err());
        return run;
    }

    private String version(String version, int threshold) throws IOException {
        String text = Files.readString(Path.of(SCORECARD))
                .replace("version: \"1\"", "version: \"" + version + "\"")
                .replace("500", String.valueOf(threshold));
        return Files.writeString(directory.resolve("scorecard-" + version + ".yaml"), text)
                .toString();
    }

    private void feed() {
        Map<String, Object> properties = new HashMap<>(kafka.producerProperties());
        properties.put("max.block.ms", 60_000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            while (feeding.get()) {
                int i = sent.getAndIncrement();
                String claim = "{\"id\": \"claim-%d\", \"policy\": \"policy-%d\", \"amount\": %d}"
                        .formatted(i, i % 997, i % 1_000);
                producer.send(new ProducerRecord<>("released-claims", claim.getBytes(StandardCharsets.UTF_8)));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Waits until so many more events have been sent. */
    private void awaitEvents(int more) {
        int until = sent.get() + more;
        await().atMost(Duration.ofSeconds(120)).until(() -> sent.get() >= until);
    }

    @Test
    void everyScoreHasTheVersionThatItsTimestampDemands(EmbeddedKafka broker, LocalStorm storm) throws Exception {
        filter = Files.writeString(
                directory.resolve("local.properties"), "kafka.bootstrap.servers=" + broker.bootstrapServers() + "\n");
        kafka = new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
        control =
                new ReleaseControl(new ReleaseTopic(kafka, Map.of("topic", "claims.releases")), InstantSource.system());
        CommandLineRun missing = command("release");
        assertEquals(2, missing.exitCode());
        assertTrue(missing.err().contains("create it with `releases"), missing.err());
        assertEquals(
                "created topic claims.releases\ncreated topic claims.releases-workers\n"
                        + "no release of released-claims; the scorecard of the Flux file scores\nno worker reports\n",
                done(command("releases", "--create")).out());
        for (String topic : List.of("released-claims", "released-scores", "released-dead-letters")) {
            broker.createTopic(topic, 4);
        }
        Properties properties = new Properties();
        properties.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
        Pipeline pipeline = Pipeline.read(Path.of(FLUX), properties);
        initial = pipeline.components(Scorecard.class).get(0);
        storm.submit(pipeline);
        storm.awaitRunning(pipeline.name());
        Thread feeder = new Thread(this::feed, "feed");
        feeder.start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> control.workers("released-claims").size() == 2);
            awaitEvents(500);
            releaseAndRollBack();
            awaitEvents(500);
        } finally {
            feeding.set(false);
            feeder.join();
        }
        ReleaseLedger ledger = new ReleaseLedger(control.read(initial).history(), initial.hash());
        read("released-claims", ledger::event);
        try {
            await().atMost(Duration.ofSeconds(120)).until(() -> scoredEvents() == ledger.events());
        } finally {
            storm.kill(pipeline.name());
        }
        read("released-dead-letters", deadLetter -> fail("a dead letter of " + ReleaseLedger.origin(deadLetter)));
        read("released-scores", ledger::score);
        Map<String, Integer> byVersion = new TreeMap<>();
        ledger.counts()
                .values()
                .forEach(counts -> counts.forEach((version, count) -> byVersion.merge(version, count, Integer::sum)));
        assertEquals(Set.of("1", "2", "3"), byVersion.keySet());
        byVersion.forEach((version, count) -> assertTrue(count > 300, () -> byVersion.toString()));
    }

    private void releaseAndRollBack() throws Exception {
        String second = version("2", 400);
        String third = version("3", 300);
        assertTrue(done(command("release", second, "--delay", "2", "--by", "ana", "--reason", "lower limit"))
                .out()
                .endsWith("2 workers have confirmed\n"));
        awaitEvents(3_000);
        done(command("release", third, "--canary", "25%", "--delay", "2"));
        awaitEvents(3_000);

        CommandLineRun failing = command("release", version("4", 2_000));
        assertEquals(1, failing.exitCode());
        assertTrue(failing.err().contains("fails: A large amount is referred"), failing.err());
        assertTrue(
                failing.err().contains("\nnothing is released: correct the scorecard, or the cases in "),
                failing.err());
        refusedByTheBacktest();
        refusedByTheWorkers();

        done(command("promote", "--delay", "2"));
        awaitEvents(3_000);
        done(command("rollback", "--delay", "2"));
        awaitEvents(3_000);
        String listed = done(command("releases")).out();
        assertTrue(listed.contains("ana: lower limit") && listed.contains("for 25% of the keys"), listed);
    }

    private void refusedByTheBacktest() throws IOException {
        Path claims = Files.write(
                directory.resolve("claims.jsonl"),
                IntStream.range(0, 1_000)
                        .mapToObj("{\"id\": \"claim-%1$d\", \"policy\": \"policy-%1$d\", \"amount\": %1$d}"::formatted)
                        .toList());
        int before = control.read(initial).all().size();
        String fifth = version("5", 250);

        CommandLineRun refused =
                command("release", fifth, "--no-test", "--backtest", claims.toString(), "--fail-if", "changed>2%");
        CommandLineRun withoutLimit = command("release", fifth, "--backtest", claims.toString());

        // the active version refers from 400 on, and the new one from 250 on
        assertEquals(1, refused.exitCode(), refused.out());
        assertTrue(refused.out().contains("FAILED --fail-if changed>2%: changed is 0.15"), refused.out());
        assertTrue(
                refused.err().endsWith("nothing is released, because the backtest exceeds a limit\n"), refused.err());
        assertEquals(2, withoutLimit.exitCode());
        assertEquals(before, control.read(initial).all().size(), "nothing was released");
    }

    /** The command refuses such a scorecard itself, so this one is written to the log directly. */
    private void refusedByTheWorkers() throws Exception {
        String text = Files.readString(Path.of(SCORECARD)).replace("amount >=", "amuont >=");
        String hash = new SourceFile("wrong.yaml", text).hash();
        ScorecardVersion wrong =
                new ScorecardVersion("released-claims", "wrong", hash, "wrong.yaml", Map.of("wrong.yaml", text));
        long offset = control.publish(wrong);
        control.awaitWorkers("released-claims", offset, Duration.ofSeconds(60))
                .forEach(worker -> assertTrue(
                        worker.refusalOf(hash).orElse("not refused").contains("amuont"), () -> worker.toString()));
        LoggedReleases logged = control.read(initial);
        Release before = logged.latest().orElseThrow();
        long release = control.publish(new Release(
                "released-claims",
                System.currentTimeMillis() + 1_000,
                hash,
                Optional.empty(),
                before.canary(),
                "release",
                "test",
                ""));
        control.awaitWorkers("released-claims", release, Duration.ofSeconds(60));
        awaitEvents(2_000);
    }

    private int scoredEvents() {
        Set<SourcePosition> origins = new HashSet<>();
        read("released-scores", score -> origins.add(ReleaseLedger.origin(score)));
        return origins.size();
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        try (TopicReader reader = new TopicReader(kafka.consumerProperties())) {
            reader.read(topic, records);
        }
    }
}
