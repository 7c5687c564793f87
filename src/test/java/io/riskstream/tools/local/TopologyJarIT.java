package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.cli.Main;
import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.storm.flux.Flux;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * Tests the topology jar on a Storm cluster of separate processes, whose class path contains only Storm's libraries. Every command runs outside the
 * project's directory.
 */
class TopologyJarIT {
    private static final Path JAR = Path.of("target", "riskstream.jar");
    private static final Path FLOOD = Path.of("flux", "flood-claims.yaml");
    private static final Path ENVIRONMENT = Path.of("conf", "local.properties");
    private static final Path RESULTS = Path.of("target", "topology-jar-it");
    private static final int METRICS_OFFSET = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The components that a claim passes in the flood pipeline. */
    private static final List<String> PATH = List.of("claims", "parse", "validate", "enrich", "score", "publish");

    private static StormProcesses storm;

    @BeforeAll
    static void start() {
        assertTrue(Files.isRegularFile(JAR), "no " + JAR + "; `./mvnw package` builds it");
        storm = StormProcesses.start("topology-jar-it");
    }

    @AfterAll
    static void close() {
        if (storm != null) {
            storm.close();
        }
    }

    @Test
    void losesNoEventWhenItsWorkersAreKilled() throws IOException {
        int events = 8_000;
        Properties environment = environment();
        environment.setProperty("workers", "2");
        Files.createDirectories(RESULTS);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start();
                PrintStream out = new PrintStream(
                        Files.newOutputStream(RESULTS.resolve("run.log")), true, StandardCharsets.UTF_8)) {
            LocalRun.Settings settings = new LocalRun.Settings(
                    withMetrics(),
                    environment,
                    Optional.empty(),
                    InputOptions.NONE,
                    Optional.empty(),
                    events,
                    400,
                    1,
                    RESULTS,
                    Duration.ofSeconds(60),
                    false);
            LocalRun run = new LocalRun(settings, out, false);
            CompletableFuture<RunSummary> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return run.run(kafka, redis, new Submitted());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            awaitScored(run, running, 500);
            Map<Integer, Set<String>> components = storm.components("flood-claims");
            assertEquals(2, components.size(), "workers: " + components);
            components.keySet().forEach(TopologyJarIT::awaitMetrics);
            int withSpout = portOf(components, worker -> worker.contains("claims"));
            int withoutSpout = portOf(components, worker -> !worker.contains("claims"));
            assertTrue(
                    PATH.stream().anyMatch(components.get(withoutSpout)::contains),
                    "no claim crosses from worker to worker: " + components);

            // The bolts die and the spout lives: it must detect their events as missing and replay them.
            replaceWorker(withoutSpout, run, events);
            awaitScored(run, running, run.totals().scored() + 500);
            // The spout dies: its successor must start from the last commit.
            replaceWorker(withSpout, run, events);

            RunSummary summary = running.join();
            assertEquals(events, summary.read(), summary::toJson);
            assertEquals(0, summary.lost(), summary::toJson);
            assertEquals(events, summary.scored() + summary.rejected() + summary.dropped(), summary::toJson);
            assertEquals(0, summary.dropped(), summary::toJson);
            assertEquals(summary.scored(), sum(summary.decisions()), summary::toJson);
            assertEquals(summary.rejected(), sum(summary.rejections()), summary::toJson);
        }
    }

    private static void awaitScored(LocalRun run, CompletableFuture<RunSummary> running, long scored) {
        await(scored + " scores")
                .atMost(PATIENCE)
                .until(() -> running.isDone() || run.totals().scored() >= scored);
        if (running.isCompletedExceptionally()) {
            running.join();
        }
    }

    /** Kills a worker while events are pending, and waits for the worker that Storm starts in its place. */
    private static void replaceWorker(int port, LocalRun run, int events) {
        ProcessHandle killed = storm.worker("flood-claims", port).orElseThrow();
        DeliveryLedger.Totals before = run.totals();
        assertTrue(before.scored() + before.rejected() < events, "the run ended before the kill: " + before);
        assertTrue(killed.destroyForcibly()); // SIGKILL
        await("another worker at port " + port).atMost(PATIENCE).until(() -> storm.worker("flood-claims", port)
                .filter(worker -> !worker.equals(killed))
                .isPresent());
        awaitMetrics(port);
    }

    /** Returns a copy of the pipeline whose workers serve their metrics. */
    private static Path withMetrics() throws IOException {
        return Runs.variant(
                RESULTS,
                "flood-claims",
                "  topology.max.spout.pending:",
                "  topology.metrics.reporters:\n"
                        + "    - class: io.riskstream.storm.metrics.PrometheusReporter\n"
                        + "      host: 127.0.0.1\n"
                        + "      port.offset: " + METRICS_OFFSET + "\n"
                        + "  topology.max.spout.pending:");
    }

    /** Waits until the worker at a port serves the metrics of its components. */
    private static void awaitMetrics(int workerPort) {
        URI metrics = URI.create("http://127.0.0.1:" + (workerPort + METRICS_OFFSET) + "/metrics");
        await("metrics at " + metrics)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    HttpResponse<String> page = HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
                    return page.statusCode() == 200
                            && page.body().contains("riskstream_")
                            && page.body().contains("topology=\"flood-claims-");
                });
    }

    private static int portOf(Map<Integer, Set<String>> components, Predicate<Set<String>> condition) {
        return components.entrySet().stream()
                .filter(worker -> condition.test(worker.getValue()))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError("one worker should have the spout and one not: " + components));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Properties environment() throws IOException {
        Properties environment = new Properties();
        try (Reader reader = Files.newBufferedReader(ENVIRONMENT)) {
            environment.load(reader);
        }
        return environment;
    }

    /** Runs pipelines as {@code storm jar target/riskstream.jar org.apache.storm.flux.Flux} does. */
    private static final class Submitted implements StormCluster {
        @Override
        public void submit(Pipeline pipeline, Properties properties) {
            Path filter = RESULTS.resolve("environment.properties").toAbsolutePath();
            try (Writer writer = Files.newBufferedWriter(filter)) {
                properties.store(writer, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            storm.submit(
                    // the events of a dead worker are replayed after one to two times this timeout; 30 s would lengthen
                    // the test
                    "topology.message.timeout.secs=10",
                    JAR,
                    Flux.class.getName(),
                    "--filter",
                    filter.toString(),
                    pipeline.path().toAbsolutePath().toString());
        }

        @Override
        public void awaitRunning(String topology) {
            await("all executors").atMost(PATIENCE).until(() -> storm.isRunning(topology));
        }

        @Override
        public void kill(String topology) {
            storm.kill(topology);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void loadsTheReferencesOfAPipelineInTheJar(String pipeline, @TempDir Path files) throws IOException {
        Path references = Files.createDirectories(files.resolve("references"));
        Simulation simulation = new Simulation(pipeline, 1);
        simulation.writeReferences(references, simulation.referenceFiles());
        Map<String, String> expected = new HashMap<>();
        new ReferenceLoader(References.of("topologies/" + pipeline + "/references.yaml"))
                .load(references, expected::put);
        assertFalse(expected.isEmpty());

        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Jedis client = new Jedis("127.0.0.1", redis.port())) {
            Properties environment = environment();
            environment.setProperty("redis.host", "127.0.0.1");
            environment.setProperty("redis.port", Integer.toString(redis.port()));
            Path filter = files.resolve("environment.properties");
            try (Writer writer = Files.newBufferedWriter(filter)) {
                environment.store(writer, null);
            }
            storm.submit(
                    JAR,
                    Main.class.getName(),
                    "load",
                    "--pipeline",
                    "flux/" + pipeline + ".yaml",
                    "--filter",
                    filter.toString(),
                    references.toString());
            Map<String, String> loaded = client.keys("*").stream().collect(Collectors.toMap(key -> key, client::get));
            assertEquals(expected, loaded);
        }
    }

    @Test
    void listsItsCommands() {
        String printed = storm.submit(JAR, Main.class.getName(), "--help");
        assertTrue(printed.contains("Scores insurance events on Apache Storm."), printed);
        assertTrue(printed.contains("load"), printed);
        assertTrue(printed.contains("run"), printed);
    }

    @Test
    void explainsThatRunNeedsServers() {
        String refusal = assertThrows(IllegalStateException.class, () -> storm.submit(JAR, Main.class.getName(), "run"))
                .getMessage();
        assertTrue(refusal.contains("ended with status 2:"), refusal);
        assertTrue(refusal.contains("`run` starts servers that are not on the class path: add "), refusal);
        assertFalse(refusal.contains("\tat "), refusal);
    }

    @Test
    void checksAFluxFileWithTheFilesInTheJar(@TempDir Path files) throws IOException {
        String filter = ENVIRONMENT.toAbsolutePath().toString();
        // the files of the pipeline are only in the jar
        String good = storm.submit(
                JAR, Main.class.getName(), "check", FLOOD.toAbsolutePath().toString(), "--filter", filter);
        assertTrue(good.contains("flood-claims.yaml: nothing found"), good);
        // a pipeline with an included file, both only in the jar
        String fused =
                storm.submit(JAR, Main.class.getName(), "check", "flux/flood-claims-fused.yaml", "--filter", filter);
        assertTrue(fused.contains("flood-claims-fused.yaml: nothing found"), fused);
        String spout =
                storm.submit(JAR, Main.class.getName(), "check", "flux/flood-claims-spout.yaml", "--filter", filter);
        assertTrue(spout.contains("flood-claims-spout.yaml: nothing found"), spout);
        Path invalid = Files.writeString(
                files.resolve("invalid.yaml"),
                FluxFiles.inlined(FLOOD)
                        .replace("to: validate", "to: valdate")
                        .replace("io.riskstream.score.Score\n", "io.riskstream.score.Scor\n"));
        String refusal = assertThrows(
                        IllegalStateException.class,
                        () -> storm.submit(JAR, Main.class.getName(), "check", invalid.toString(), "--filter", filter))
                .getMessage();
        assertTrue(refusal.contains("ended with status 1:"), refusal);
        assertTrue(
                refusal.contains("error [stream.to] 'valdate' consumes this stream, but there is no such bolt"),
                refusal);
        assertTrue(refusal.contains("did you mean 'io.riskstream.score.Score'?"), refusal);
    }

    @Test
    void reportsAMissingFluxFile() {
        String refusal = assertThrows(
                        IllegalStateException.class,
                        () -> storm.submit(
                                JAR,
                                Main.class.getName(),
                                "load",
                                "--pipeline",
                                "flux/hail-claims.yaml",
                                "--filter",
                                ENVIRONMENT.toAbsolutePath().toString(),
                                "."))
                .getMessage();
        assertTrue(refusal.contains("ended with status 2:"), refusal);
        assertTrue(refusal.contains("flux/hail-claims.yaml: no such file in "), refusal);
    }

    @Test
    void containsNoLibraryOfAWorker() throws IOException {
        Set<String> entries = entries(JAR);
        assertEquals(
                List.of(),
                entries.stream()
                        .filter(entry -> entry.startsWith("org/apache/storm/"))
                        .filter(entry -> !entry.startsWith("org/apache/storm/flux/"))
                        .filter(entry -> !entry.startsWith("org/apache/storm/kafka/"))
                        .toList());
        List<String> absent = List.of(
                "org/slf4j/",
                "org/apache/log4j/",
                "org/apache/logging/",
                "org/apache/zookeeper/",
                "kafka/server/",
                "scala/",
                "redis/embedded/",
                "redis-server",
                // the HTTP API has a jar of its own
                "io/riskstream/api/page/",
                "org/eclipse/jetty/",
                "com/nimbusds/");
        assertEquals(
                List.of(),
                entries.stream()
                        .filter(entry -> absent.stream().anyMatch(entry::startsWith) || entry.contains("log4j"))
                        .toList());
        Set<String> twice = new TreeSet<>();
        for (Path library : workerLibraries()) {
            entries(library).stream()
                    // one of Storm's libraries contains an unrelocated class of SnakeYAML for newer JDKs
                    .filter(entry -> entry.endsWith(".class") && !entry.startsWith("META-INF/"))
                    .filter(entries::contains)
                    .forEach(twice::add);
        }
        assertEquals(Set.of(), twice);
    }

    private static List<Path> workerLibraries() throws IOException {
        try (Stream<Path> libraries = Files.list(storm.logs().resolveSibling("lib-worker"))) {
            List<Path> jars = libraries.toList();
            assertFalse(jars.isEmpty());
            return jars;
        }
    }

    @Test
    void containsNoSignatureAndNoModule() throws IOException {
        assertEquals(
                List.of(),
                entries(JAR).stream()
                        .filter(entry ->
                                entry.matches("META-INF/.*\\.(SF|DSA|RSA|EC)") || entry.endsWith("module-info.class"))
                        .toList());
    }

    @Test
    void containsThePipelinesWithTheirFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> flux = Files.walk(Path.of("flux"));
                Stream<Path> topologies = Files.walk(Path.of("topologies"))) {
            files = Stream.concat(flux, topologies)
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(md|svg)"))
                    .toList();
        }
        assertTrue(files.contains(FLOOD), files.toString());
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertEquals(
                    Main.class.getName(), jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS));
            for (Path file : files) {
                ZipEntry entry = jar.getEntry(file.toString().replace('\\', '/'));
                assertTrue(entry != null, file + " is not in the jar");
                assertArrayEquals(
                        Files.readAllBytes(file), jar.getInputStream(entry).readAllBytes(), file.toString());
            }
        }
    }

    private static Set<String> entries(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .collect(Collectors.toSet());
        }
    }
}
