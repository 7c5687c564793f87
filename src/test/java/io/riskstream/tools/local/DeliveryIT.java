package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.flux.Pipeline;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.storm.generated.ExecutorSummary;
import org.apache.storm.generated.TopologyInfo;
import org.apache.storm.thrift.TException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is lost when parts of the world go away, and what is lost is told. */
@ExtendWith(LocalServers.class)
class DeliveryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EVENTS = 12_000;

    @TempDir
    private Path directory;

    /** How events come in: one a tuple, or in batches. What holds of one holds of the other. */
    private enum Way {
        ALONE("io.riskstream.storm.spout.EventSpout", 1, ""),
        IN_BATCHES("io.riskstream.storm.spout.BatchSpout", 500, ""),
        /** So that as many tuples are under way as on the other path. */
        IN_SMALL_BATCHES("io.riskstream.storm.spout.BatchSpout", 10, "\n        batchEvents: 10");

        private final String spout;
        private final int batchEvents;
        private final String options;

        Way(String spout, int batchEvents, String options) {
            this.spout = spout;
            this.batchEvents = batchEvents;
            this.options = options;
        }

        /** The flood pipeline with this spout, and some more of its text replaced. */
        Path flux(Path directory, String... fromAndTo) throws IOException {
            List<String> changes = new ArrayList<>(List.of(
                    "io.riskstream.storm.spout.EventSpout",
                    spout,
                    "group: riskstream-flood-claims",
                    "group: riskstream-flood-claims" + options));
            changes.addAll(List.of(fromAndTo));
            return Runs.variant(directory, "flood-claims", changes.toArray(String[]::new));
        }
    }

    /** Remembers what was submitted, so that a test can submit it again. */
    private static final class Resubmitting implements StormCluster {
        private final LocalStorm storm;
        private volatile Pipeline submitted;

        Resubmitting(LocalStorm storm) {
            this.storm = storm;
        }

        @Override
        public void submit(Pipeline pipeline, Properties properties) {
            storm.submit(pipeline);
            submitted = pipeline;
        }

        @Override
        public void awaitRunning(String topology) {
            storm.awaitRunning(topology);
        }

        @Override
        public void kill(String topology) {
            storm.kill(topology);
        }
    }

    private static CompletableFuture<RunSummary> start(
            LocalRun run, EmbeddedKafka kafka, EmbeddedRedis redis, StormCluster storm) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return run.run(kafka, redis, storm);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void awaitScored(LocalRun run, CompletableFuture<RunSummary> running, long events) {
        await(events + " scored")
                .atMost(PATIENCE)
                .until(() -> running.isDone() || run.totals().scored() >= events);
        assertTrue(!running.isDone(), "the run ended before the test could break anything");
    }

    @ParameterizedTest
    @EnumSource(names = {"ALONE", "IN_BATCHES"})
    void aRestartInMidStreamLosesNothing(Way way, LocalStorm storm) throws Exception {
        LocalRun run = Runs.silent(Runs.simulated(way.flux(directory), 6_000, 1_000, directory));
        Resubmitting cluster = new Resubmitting(storm);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            CompletableFuture<RunSummary> running = start(run, kafka, redis, cluster);
            awaitScored(run, running, 800);
            storm.kill(cluster.submitted.name());
            storm.submit(cluster.submitted);
            RunSummary summary = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(6_000, summary.read());
            assertEquals(0, summary.lost());
            assertEquals(6_000, summary.scored() + summary.rejected());
        }
    }

    /** A broker that is away for longer than tuples may live: what is under way is kept alive, not replayed, and nothing piles up. */
    @ParameterizedTest
    @EnumSource(names = {"ALONE", "IN_SMALL_BATCHES"})
    void aBrokerThatIsDownForThreeMessageTimeoutsLosesNothingAndRepeatsLittle(Way way, LocalStorm storm)
            throws Exception {
        int timeoutSeconds = 5;
        int mostPending = 200;
        Path flux = way.flux(
                directory,
                "topology.message.timeout.secs: 30",
                "topology.message.timeout.secs: " + timeoutSeconds + "\n  topology.stats.sample.rate: 1.0",
                "topology.max.spout.pending: 2000",
                "topology.max.spout.pending: " + mostPending);
        LocalRun run = Runs.silent(Runs.simulated(flux, EVENTS, 0, directory));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            CompletableFuture<RunSummary> running = start(run, kafka, redis, storm);
            awaitScored(run, running, 1_000);
            kafka.stop();
            long down = System.nanoTime();
            await().pollDelay(Duration.ofSeconds(3L * timeoutSeconds))
                    .atMost(PATIENCE)
                    .until(() -> System.nanoTime() - down > TimeUnit.SECONDS.toNanos(3L * timeoutSeconds));
            assertTrue(!running.isDone(), "the run gave up");
            Spout spout = Spout.of(storm, "flood-claims", "claims");
            kafka.restart();
            RunSummary summary = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            System.out.printf(
                    "%s, broker down %d s: under way %d, replayed %d; duplicates in the end %d%n",
                    way, 3 * timeoutSeconds, spout.pending(), spout.failed(), summary.duplicates());
            assertTrue(spout.pending() > mostPending / 2, "the outage hit nothing: under way " + spout.pending());
            assertTrue(spout.pending() <= mostPending, "piled up: under way " + spout.pending());
            assertEquals(EVENTS, summary.read());
            assertEquals(0, summary.lost());
            assertTrue(
                    summary.duplicates() <= (long) mostPending * way.batchEvents, "duplicates " + summary.duplicates());
            assertTrue(spout.failed() <= mostPending, "replayed " + spout.failed());
        }
    }

    /** What Storm UI shows of a spout. */
    private record Spout(long emitted, long acked, long failed) {
        long pending() {
            return emitted - acked - failed;
        }

        static Spout of(LocalStorm storm, String topology, String component) throws TException {
            String id = storm.cluster().getTopologySummaryByName(topology).get_id();
            TopologyInfo info = storm.cluster().getTopologyInfo(id);
            long emitted = 0;
            long acked = 0;
            long failed = 0;
            for (ExecutorSummary executor : info.get_executors()) {
                if (executor.get_component_id().equals(component)) {
                    emitted += sum(executor.get_stats().get_emitted().get(":all-time"), "default");
                    acked += sum(
                            executor.get_stats()
                                    .get_specific()
                                    .get_spout()
                                    .get_acked()
                                    .get(":all-time"),
                            "default");
                    failed += sum(
                            executor.get_stats()
                                    .get_specific()
                                    .get_spout()
                                    .get_failed()
                                    .get(":all-time"),
                            "default");
                }
            }
            return new Spout(emitted, acked, failed);
        }

        private static long sum(Map<String, Long> byStream, String stream) {
            return byStream == null ? 0 : byStream.getOrDefault(stream, 0L);
        }
    }

    /** In a process of its own: what counts is the exit code. */
    @Test
    void aBoltThatAcksWithoutEmittingIsFoundOut() throws Exception {
        Path flux = Runs.variant(
                directory,
                "flood-claims",
                "  - id: score\n    className: io.riskstream.storm.StageBolt\n    parallelism: 1\n    constructorArgs:\n      - reflist: [score-claim]",
                "  - id: score\n    className: io.riskstream.tools.local.LosingBolt\n    parallelism: 1\n    constructorArgs:\n      - reflist: [score-claim]");
        Path out = directory.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.riskstream.tools.cli.Main",
                        "run",
                        flux.toString(),
                        "--events",
                        "500",
                        "--patience",
                        "5",
                        "--output",
                        directory.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "still running: " + new File("" + out));
        String printed = Files.readString(out);
        assertEquals(1, process.exitValue(), printed);
        assertTrue(printed.contains("LOST: nothing came out of"), printed);
        String summary = Files.readString(directory.resolve("run/summary.json"));
        assertTrue(summary.matches("(?s).*\"lost\": [1-9].*"), summary);
    }
}
