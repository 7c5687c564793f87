package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.tools.local.StormProcesses;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.storm.flux.Flux;
import org.awaitility.Awaitility;

/**
 * Measures one {@link Point} after the other on claims that are in Kafka already. Counting begins {@value #WARM_UP_SECONDS} s after the first
 * score, but once a third of the events is done at the earliest, and once half is at the latest. The JIT compilers are still at work then, so
 * their part is told. Every event must have come to one end, the faulty ones to a dead letter, and its offset must be committed.
 */
final class Scale {
    /**
     * What a point came to, an event.
     *
     * @param counted events after the warm-up
     * @param cpuMicros processor time of the pipeline's JVMs
     * @param compilerMicros the part of it that their JIT compilers took; NaN if that is not told
     * @param reads records that Redis was asked for
     * @param inMemory share of the look-ups for which it was not asked
     * @param others processors that the machine spent meanwhile on what is no part of the run, NaN if it does not tell
     * @param claimBytes of a claim in Kafka
     * @param scoreBytes of what is published
     */
    record Result(
            int events,
            long counted,
            double cpuMicros,
            double compilerMicros,
            double brokerMicros,
            double redisMicros,
            double reads,
            double inMemory,
            double others,
            double perSecond,
            double claimBytes,
            double scoreBytes) {
        /** What a JVM takes that has been up for long. */
        double settledMicros() {
            return Double.isNaN(compilerMicros) ? cpuMicros : cpuMicros - compilerMicros;
        }
    }

    static final int WARM_UP_SECONDS = 15;
    /** The topology jar, for the cluster. */
    static final Path JAR = Path.of("target/riskstream.jar");

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Servers servers;
    private final Broker broker;
    private final Path directory;
    private final ScaledFlux fluxes;
    private int loadedLookups = Workload.LOOKUPS.size();

    Scale(Servers servers, Broker broker, Path directory) {
        this.servers = servers;
        this.broker = broker;
        this.directory = directory;
        this.fluxes = new ScaledFlux(directory);
    }

    /**
     * Measures a point, whose claims are in Kafka.
     *
     * @param faulty how many of the events are to become dead letters
     * @throws IllegalStateException if it does not do all of its work, with the reason
     */
    Result measure(Point point, int events, int faulty) throws IOException {
        loadRecords(point.wiring().lookups());
        int partitions = point.shape().partitions();
        broker.renew(Topics.SCORES, partitions, Map.of());
        broker.renew(Topics.DEAD_LETTERS, partitions, Map.of());
        broker.forget(ScaledFlux.GROUP);
        Path flux = fluxes.write(point.wiring());
        ProgressSampler.Mark warm;
        ProgressSampler.Mark end;
        try (Running pipeline = point.wiring().workers() == 0
                ? local(flux)
                : cluster(flux, point.wiring().workers())) {
            ProgressSampler watch = new ProgressSampler(servers, broker, pipeline.jvms());
            long warmAt = watch.until(done -> done > 0).nanos() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
            warm = watch.until(done -> done >= events / 3 && System.nanoTime() - warmAt >= 0 || done >= events / 2);
            end = watch.until(done -> done >= events);
            watch.untilCommitted(ScaledFlux.GROUP, events);
        }
        expectOneEndEach(events, faulty);
        return result(point, new ProgressSampler.Span(warm, end), events, faulty);
    }

    private void loadRecords(int lookups) {
        if (lookups <= loadedLookups) {
            return;
        }
        try (RedisLoader loader = servers.loader()) {
            for (ScaledFlux.Lookup lookup : ScaledFlux.lookups(lookups).subList(loadedLookups, lookups)) {
                for (int number = 0; number < Workload.RECORDS; number++) {
                    loader.put(
                            lookup.name() + ":" + Workload.id(lookup.original(), number),
                            Workload.record(lookup.name(), number));
                }
            }
        }
        loadedLookups = lookups;
    }

    private Running local(Path flux) {
        Contestant contestant = new Contestant(
                "scaled",
                "the pipeline",
                OurPipeline.class.getName(),
                List.of(flux.toString()),
                ScaledFlux.GROUP,
                false,
                true);
        JavaProcess process = contestant.start(servers, directory, Optional.empty());
        return new Running(new Jvms(contestant.title(), List.of(process.handle())), process::close);
    }

    private Running cluster(Path flux, int workers) throws IOException {
        Properties environment = OurPipeline.environment(
                new ContestantJob(servers.bootstrapServers(), servers.redisPort(), "", List.of()));
        environment.setProperty("workers", Integer.toString(workers));
        Path filter = directory.resolve("environment.properties").toAbsolutePath();
        try (Writer writer = Files.newBufferedWriter(filter)) {
            environment.store(writer, null);
        }
        StormProcesses storm = StormProcesses.start("bench-scale", workers, String.join(" ", Contestant.FLAGS));
        try {
            storm.submit(
                    JAR,
                    Flux.class.getName(),
                    "--filter",
                    filter.toString(),
                    flux.toAbsolutePath().toString());
            Awaitility.await("all executors").atMost(PATIENCE).until(() -> storm.isRunning(ScaledFlux.TOPOLOGY));
            expectOneChainAWorker(storm, workers);
            Jvms jvms = new Jvms("the topology's workers", storm.workers(ScaledFlux.TOPOLOGY));
            return new Running(jvms, storm::close);
        } catch (RuntimeException e) {
            storm.close();
            throw e;
        }
    }

    /** Two workers are to be compared with one: with all work in one of them they could not. */
    private static void expectOneChainAWorker(StormProcesses storm, int workers) {
        var components = storm.components(ScaledFlux.TOPOLOGY);
        if (components.size() != workers
                || !components.values().stream()
                        .allMatch(names -> names.contains("claims") && names.contains("parse-to-publish"))) {
            throw new IllegalStateException(
                    "Storm did not give each of " + workers + " workers a spout and a fused bolt: " + components);
        }
    }

    private void expectOneEndEach(int events, int faulty) {
        long scores = broker.written(Topics.SCORES);
        long deadLetters = broker.written(Topics.DEAD_LETTERS);
        if (scores + deadLetters != events || deadLetters != faulty) {
            throw new IllegalStateException("of " + events + " events, " + faulty + " of them faulty, came " + scores
                    + " scores and " + deadLetters + " dead letters");
        }
    }

    private Result result(Point point, ProgressSampler.Span span, int events, int faulty) {
        double asked = point.wiring().lookups() * (1 - (double) faulty / events);
        return new Result(
                events,
                span.counted(),
                span.cpuMicros(),
                span.compilerMicros(),
                span.brokerMicros(),
                span.redisMicros(),
                span.reads(),
                1 - span.reads() / asked,
                span.others(),
                span.perSecond(),
                (double) broker.bytes(Topics.CLAIMS) / events,
                (double) (broker.bytes(Topics.SCORES) + broker.bytes(Topics.DEAD_LETTERS)) / events);
    }
}
