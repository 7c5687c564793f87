package io.riskstream.cluster;

import static io.riskstream.cluster.PipelineUnderLoad.replaced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.score.Scorecard;
import io.riskstream.score.release.ReleaseLedger;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.StormProcesses;
import io.riskstream.tools.release.ReleaseControl;
import io.riskstream.tools.topic.TopicReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Releases, tries on a share, promotes and rolls back versions of a scorecard with the commands that a user runs, while two worker processes score a steady
 * load, one of which is killed in between. Then it compares the version of every score with the one that the releases demand. The table of the results is in
 * {@code target/cluster-releases.md}. {@code -Dcluster.rate=2000} sets the events per second.
 */
@Tag("cluster")
class ReleaseOnClusterIT {
    private static final ShippedPipeline PIPELINE = ShippedPipeline.FUSED;
    private static final String RELEASES = "flood.releases";
    private static final int WORKERS = 2;
    /** How long events are scored under each release before the next operation. */
    private static final long MIN_MILLIS = 5_000;

    /** One operation and its figures. The release that applies afterwards has the position in the history. */
    private record Row(FaultResult result, List<ReleaseConfirmations.Entry> entries, long commandMillis, int release) {}

    private ClusterUnderLoad cluster;
    private PipelineUnderLoad pipeline;
    private Map<String, Object> consumer;
    private final List<Row> rows = new ArrayList<>();
    private int release = ReleaseLedger.BEFORE_RELEASES;

    @Test
    void everyScoreHasTheVersionThatItsTimestampDemands() throws IOException, InterruptedException {
        try (ClusterUnderLoad started = ClusterUnderLoad.start("releases", Map.of(), Optional.empty());
                PipelineUnderLoad load =
                        new PipelineUnderLoad(started, PIPELINE, ReleaseOnClusterIT::followingReleases)) {
            cluster = started;
            pipeline = load;
            consumer = new Kafka(Map.of("bootstrap.servers", cluster.kafka().bootstrapServers())).consumerProperties();
            command("releases", "--create").requireSuccess();
            load.start();
            assertEquals(2, bolts("parse-to-publish"), "workers that score");

            operate();

            assertEquals(0, load.drain(), "events without an output");
            ReleaseLedger ledger = compareEveryScore();
            writeTable(ledger);
        }
    }

    private void operate() throws IOException, InterruptedException {
        release("release", version("5", 40).toString());
        release("release --canary 5%", version("6", 30).toString(), "--canary", "5%");

        int before = confirmations().firstReports().size();
        measure("kill -9 of the spout's worker", () -> {
            pipeline.worker(pipeline.spoutPort()).destroyForcibly();
            return 0;
        });
        ReleaseConfirmations afterKill = confirmations();
        // it has read the whole log before its first report, and it scores nothing before
        assertEquals(
                List.of(afterKill.end() - 1),
                afterKill
                        .firstReports()
                        .subList(before, afterKill.firstReports().size()));

        refused("release, refused by the cases", "hold with the new version", pipeline.flux(), wrongPoints());
        FaultResult refusedByWorkers = refused(
                "release, refused by the workers", "is refused by worker", withAnotherField(), readingAnotherField());
        assertTrue(
                refusedByWorkers.reported().stream().anyMatch(error -> error.contains("score.release")),
                () -> "Storm UI: " + refusedByWorkers.reported());

        release("promote");
        release("rollback");
    }

    /** Returns the Flux file with a log of releases, and with scoring bolts in both workers that take events of both. */
    private static String followingReleases(String flux) {
        String text = replaced(flux, "  - id: score-claim\n", """
                  - id: releases
                    className: io.riskstream.connect.kafka.ReleaseTopic
                    constructorArgs:
                      - ref: kafka
                      - topic: flood.releases

                  - id: released
                    className: io.riskstream.score.release.ReleasedScorecard
                    constructorArgs:
                      - ref: scorecard
                      - ref: releases

                  - id: score-claim
                """);
        text = replaced(
                text,
                "(className: io.riskstream.score.Score\n +constructorArgs:\n +- ref: claim\n +- ref: )scorecard\n",
                "$1released\n");
        text = replaced(text, "numTasks: 2\n    parallelism: 1\n", "parallelism: 2\n");
        return replaced(text, "(from: claims, to: parse-to-publish, grouping: \\{type: )LOCAL_OR_SHUFFLE", "$1SHUFFLE");
    }

    /** Returns the Flux file with a field of a look-up that the running topology lacks. */
    private Path withAnotherField() throws IOException {
        return Files.writeString(
                cluster.directory().resolve("another-field.yaml"),
                replaced(Files.readString(pipeline.flux()), "population: long", "population: long, households: long"));
    }

    private static String shippedScorecard() throws IOException {
        return Files.readString(Path.of("topologies/flood-claims/scorecard.yaml"));
    }

    private Path write(String version, String text) throws IOException {
        return Files.writeString(
                cluster.directory().resolve("scorecard-" + version + ".yaml"),
                replaced(text, "version: \"4\"", "version: \"" + version + "\""));
    }

    /** Returns a version of the scorecard with one more rule, which the test cases of the pipeline do not reach. */
    private Path version(String version, int depth) throws IOException {
        return write(version, withRule("has(waterDepth) && waterDepth >= " + depth));
    }

    private static String withRule(String condition) throws IOException {
        return replaced(
                shippedScorecard(),
                "rules:\n",
                "rules:\n  - id: more\n    when: " + condition + "\n    points: 6\n    reason: One more rule\n");
    }

    private Path wrongPoints() throws IOException {
        return write("7", replaced(shippedScorecard(), "points: 14", "points: 44"));
    }

    private Path readingAnotherField() throws IOException {
        return write("8", withRule("has(county.households) && county.households >= 100000"));
    }

    private long bolts(String bolt) {
        return cluster.storm().components(pipeline.topology()).values().stream()
                .filter(components -> components.contains(bolt))
                .count();
    }

    private StormProcesses.Ended command(String name, String... arguments) {
        return pipeline.command(name, pipeline.flux(), List.of(arguments));
    }

    private ReleaseConfirmations confirmations() {
        return ReleaseConfirmations.read(consumer, RELEASES);
    }

    /** An operation, which returns how long its command lasted, in milliseconds. */
    private interface Operation {
        long run() throws IOException, InterruptedException;
    }

    private FaultResult measure(String text, Operation operation) throws IOException, InterruptedException {
        long end = confirmations().end();
        long[] commandMillis = new long[1];
        FaultResult result = pipeline.measure(text, () -> commandMillis[0] = operation.run());
        rows.add(new Row(result, confirmations().entriesFrom(end), commandMillis[0], release));
        return result;
    }

    /** Runs a command that changes what applies, and returns when events have been sent to which it applies. */
    private void release(String text, String... arguments) throws IOException, InterruptedException {
        String name = text.split(" ", 2)[0];
        release++;
        measure(text, () -> {
            long start = System.nanoTime();
            String printed = command(name, arguments).requireSuccess();
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(printed.contains(WORKERS + " workers have confirmed"), printed);
            Matcher from =
                    Pattern.compile("with a Kafka timestamp from (\\S+) on").matcher(printed);
            assertTrue(from.find(), printed);
            awaitEventsUntil(Instant.parse(from.group(1)).toEpochMilli() + MIN_MILLIS);
            return millis;
        });
    }

    private FaultResult refused(String text, String expected, Path flux, Path scorecard)
            throws IOException, InterruptedException {
        return measure(text, () -> {
            long start = System.nanoTime();
            StormProcesses.Ended ended = pipeline.command("release", flux, List.of(scorecard.toString()));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertEquals(1, ended.status(), ended::output);
            assertTrue(ended.output().contains(expected), ended::output);
            awaitEventsUntil(System.currentTimeMillis() + MIN_MILLIS);
            return millis;
        });
    }

    private void awaitEventsUntil(long time) {
        PipelineUnderLoad.await("events sent after " + Instant.ofEpochMilli(time))
                .until(() -> pipeline.ledger().lastSentAt() >= time);
    }

    private ReleaseLedger compareEveryScore() throws IOException {
        Properties environment = new Properties();
        try (Reader reader = Files.newBufferedReader(cluster.environment())) {
            environment.load(reader);
        }
        Pipeline built = Pipeline.read(pipeline.flux(), environment);
        Scorecard initial = built.components(Scorecard.class).get(0);
        ReleaseTopic topic = built.components(ReleaseTopic.class).get(0);
        ReleaseLedger ledger = new ReleaseLedger(
                new ReleaseControl(topic, InstantSource.system()).read(initial).history(), initial.hash());
        try (TopicReader reader = new TopicReader(consumer)) {
            reader.read(pipeline.input(), ledger::event);
            reader.read("flood-scores", ledger::score);
        }
        Map<Integer, Map<String, Integer>> counts = ledger.counts();
        assertEquals(
                Map.of(
                        ReleaseLedger.BEFORE_RELEASES,
                        Set.of("4"),
                        0,
                        Set.of("5"),
                        1,
                        Set.of("5", "6"),
                        2,
                        Set.of("6"),
                        3,
                        Set.of("5")),
                counts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                        .keySet())));
        double share = (double) counts.get(1).get("6")
                / counts.get(1).values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(share > 0.04 && share < 0.06, () -> "share of the canary: " + share);
        return ledger;
    }

    private void writeTable(ReleaseLedger ledger) throws IOException {
        ReleaseConfirmations confirmations = confirmations();
        List<String> lines = new ArrayList<>(List.of(
                "| operation | command | confirmed by both workers | events | lost | duplicates | longest gap between scores | scores by version from then on |",
                "|---|---:|---|---:|---:|---:|---:|---|"));
        for (Row row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %,d | %d | %,d | %.2f s | %s |",
                    row.result().fault(),
                    row.commandMillis() == 0 ? "" : String.format(Locale.ROOT, "%.1f s", row.commandMillis() / 1_000.0),
                    row.entries().stream()
                            .map(entry -> entry.type() + " " + confirmations.confirmedAfter(entry, WORKERS) + " ms")
                            .collect(Collectors.joining(", ")),
                    row.result().figures().events(),
                    row.result().lost(),
                    row.result().figures().duplicates(),
                    row.result().figures().gapMillis() / 1_000.0,
                    row.entries().stream().noneMatch(entry -> entry.type().equals("release"))
                            ? "as before"
                            : ledger.counts().get(row.release()).entrySet().stream()
                                    .map(version ->
                                            String.format(Locale.ROOT, "%s: %,d", version.getKey(), version.getValue()))
                                    .collect(Collectors.joining(", "))));
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%,d events, %,d with a score, %,d scores, each with the version that the timestamp of its event demands; before the first release %s",
                ledger.events(),
                ledger.scored(),
                ledger.counts().values().stream()
                        .flatMap(versions -> versions.values().stream())
                        .mapToInt(Integer::intValue)
                        .sum(),
                ledger.counts().get(ReleaseLedger.BEFORE_RELEASES)));
        Path file = Path.of("target", "cluster-releases.md");
        Files.write(file, lines);
        lines.forEach(System.out::println);
    }
}
