package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.storm.generated.ExecutorSummary;
import org.apache.storm.generated.TopologyInfo;
import org.apache.storm.thrift.TException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that failures of servers lose no event, and that a run reports lost events. */
@ExtendWith(LocalServers.class)
class DeliveryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EVENTS = 12_000;

    @TempDir
    private Path directory;

    /** The spouts. All give the same guarantees. */
    private enum Feed {
        SINGLE("io.riskstream.storm.spout.EventSpout", 1, ""),
        IN_BATCHES("io.riskstream.storm.spout.BatchSpout", 500, ""),
        /** As many pending tuples as with one event per tuple. */
        IN_SMALL_BATCHES("io.riskstream.storm.spout.BatchSpout", 10, "\n        batchEvents: 10"),
        /** The spout runs all stages. */
        STAGES("io.riskstream.storm.spout.StageSpout", 500, "");

        private final String spout;
        private final int batchEvents;
        private final String options;

        Feed(String spout, int batchEvents, String options) {
            this.spout = spout;
            this.batchEvents = batchEvents;
            this.options = options;
        }

        /** Returns the flood pipeline with this spout and with further replacements in its text. */
        Path flux(Path directory, String... fromAndTo) throws IOException {
            if (this == STAGES) {
                return Runs.variant(directory, "flood-claims-spout", fromAndTo);
            }
            List<String> changes = new ArrayList<>(List.of(
                    "io.riskstream.storm.spout.EventSpout",
                    spout,
                    "group: riskstream-flood-claims",
                    "group: riskstream-flood-claims" + options));
            changes.addAll(List.of(fromAndTo));
            return Runs.variant(directory, "flood-claims", changes.toArray(String[]::new));
        }
    }

    /** Keeps the submitted pipeline, so that a test can submit it again. */
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
        assertTrue(!running.isDone(), "the run ended before the failure");
    }

    /** Stops the broker, and returns after this time. */
    private static void stopBroker(EmbeddedKafka kafka, Duration outage, CompletableFuture<RunSummary> running)
            throws InterruptedException {
        kafka.stop();
        assertThrows(
                TimeoutException.class, () -> running.get(outage.toMillis(), TimeUnit.MILLISECONDS), "the run gave up");
    }

    @ParameterizedTest
    @EnumSource(names = {"SINGLE", "IN_BATCHES", "STAGES"})
    void losesNothingWhenTheTopologyRestarts(Feed feed, LocalStorm storm) throws Exception {
        LocalRun run = Runs.silent(Runs.simulated(feed.flux(directory), 6_000, 1_000, directory));
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

    /** The broker is down for longer than the message timeout: pending tuples are kept alive and not replayed, and their number stays bounded. */
    @ParameterizedTest
    @EnumSource(names = {"SINGLE", "IN_SMALL_BATCHES"})
    void losesNothingAndReplaysLittleWhenTheBrokerIsDownForThreeMessageTimeouts(Feed feed, LocalStorm storm)
            throws Exception {
        int timeoutSeconds = 5;
        int maxPending = 200;
        Path flux = feed.flux(
                directory,
                "topology.message.timeout.secs: 10",
                "topology.message.timeout.secs: " + timeoutSeconds + "\n  topology.stats.sample.rate: 1.0",
                "topology.max.spout.pending: 20000",
                "topology.max.spout.pending: " + maxPending);
        LocalRun run = Runs.silent(Runs.simulated(flux, EVENTS, 0, directory));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            CompletableFuture<RunSummary> running = start(run, kafka, redis, storm);
            awaitScored(run, running, 1_000);
            stopBroker(kafka, Duration.ofSeconds(3L * timeoutSeconds), running);
            Spout spout = Spout.of(storm, "flood-claims", "claims");
            kafka.restart();
            RunSummary summary = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            System.out.printf(
                    "%s, broker down %d s: pending %d, replayed %d; duplicates at the end %d%n",
                    feed, 3 * timeoutSeconds, spout.pending(), spout.failed(), summary.duplicates());
            assertTrue(spout.pending() > maxPending / 2, "the outage affected no event: pending " + spout.pending());
            assertTrue(spout.pending() <= maxPending, "not bounded: pending " + spout.pending());
            assertEquals(EVENTS, summary.read());
            assertEquals(0, summary.lost());
            assertTrue(
                    summary.duplicates() <= (long) maxPending * feed.batchEvents, "duplicates " + summary.duplicates());
            assertTrue(spout.failed() <= maxPending, "replayed " + spout.failed());
        }
    }

    /** While the broker is down, a spout with stages keeps the events in its stages, no more than its limit, and needs no tuple for them. */
    @Test
    void aSpoutWithStagesLosesNothingAndStopsAtItsLimitWhileTheBrokerIsDown(LocalStorm storm) throws Exception {
        int limit = 1_000;
        Path flux = Feed.STAGES.flux(
                directory,
                "group: riskstream-flood-claims-spout",
                "group: riskstream-flood-claims-spout\n        batchEvents: 100\n        maxInFlightEvents: " + limit);
        LocalRun run = Runs.silent(Runs.simulated(flux, EVENTS, 0, directory));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            CompletableFuture<RunSummary> running = start(run, kafka, redis, storm);
            awaitScored(run, running, 1_000);
            stopBroker(kafka, Duration.ofSeconds(12), running);
            kafka.restart();
            RunSummary summary = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(EVENTS, summary.read());
            assertEquals(0, summary.lost());
            assertTrue(summary.duplicates() <= limit + 100, "duplicates " + summary.duplicates());
        }
    }

    /**
     * Storm does not call the spout of a deactivated topology, except to read its metrics. Then the spout finishes and commits what is in its stages, so that
     * the topology that continues repeats nothing.
     */
    @Test
    void aDeactivatedSpoutWithStagesCommitsWhatItHasBegunAfterAnOutage(LocalStorm storm) throws Exception {
        Path flux = Feed.STAGES.flux(
                directory,
                "group: riskstream-flood-claims-spout",
                "group: riskstream-flood-claims-spout\n        batchEvents: 100\n        maxInFlightEvents: 1000");
        LocalRun run = Runs.silent(Runs.simulated(flux, EVENTS, 0, directory));
        Resubmitting cluster = new Resubmitting(storm);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            CompletableFuture<RunSummary> running = start(run, kafka, redis, cluster);
            awaitScored(run, running, 1_000);
            kafka.stop();
            storm.cluster().deactivate("flood-claims-spout");
            kafka.restart();
            await().atMost(PATIENCE).until(() -> committed(kafka, "riskstream-flood-claims-spout") == finished(run));
            long begun = finished(run);
            assertTrue(begun < EVENTS, "all events were finished before");
            storm.kill(cluster.submitted.name());
            storm.submit(cluster.submitted);
            RunSummary summary = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(EVENTS, summary.read());
            assertEquals(0, summary.lost());
            assertEquals(0, summary.duplicates(), "after " + begun + " events");
        }
    }

    private static long finished(LocalRun run) {
        return run.totals().scored() + run.totals().rejected();
    }

    private static long committed(EmbeddedKafka kafka, String group) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }

    /** The tuples of rejected events fail twice each, and are emitted again by the spout; no dead letter is missing. */
    @Test
    void aSpoutWithStagesEmitsRejectedEventsAgainUntilTheirBoltAcksThem(LocalStorm storm) throws Exception {
        Path flux = Feed.STAGES.flux(
                directory,
                "  - id: dead-letters\n    className: io.riskstream.storm.StageBolt",
                "  - id: dead-letters\n    className: io.riskstream.tools.local.FailingBolt");
        LocalRun run = Runs.silent(Runs.simulated(flux, 3_000, 0, directory));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            RunSummary summary = run.run(kafka, redis, storm);
            assertEquals(3_000, summary.read());
            assertEquals(0, summary.lost());
            assertEquals(3_000, summary.scored() + summary.rejected());
            assertTrue(summary.rejected() > 20, "rejected " + summary.rejected());
            assertEquals(0, summary.duplicates(), "the stages did not run again");
        }
    }

    /** The counts of a spout in Storm UI. */
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

    /** Runs in a separate process, because the test checks the exit code. */
    @Test
    void reportsTheEventsThatABoltAcknowledgesWithoutEmitting() throws Exception {
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
        assertTrue(printed.contains("LOST: "), printed);
        String summary = Files.readString(directory.resolve("run/summary.json"));
        assertTrue(summary.matches("(?s).*\"lost\": [1-9].*"), summary);
    }
}
