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
 * Measures {@link Point}s on claims that are already in Kafka. Counting begins {@value #WARM_UP_SECONDS} s after the first score, but after a third of
 * the events at the earliest and after two thirds at the latest. The JIT compilers may still be active then, so their share is reported; with
 * enough events it is small. Every event must have
 * exactly one output, the invalid ones a dead letter, and all offsets must be committed.
 */
final class Scale {
    /**
     * The result of a point, for each event.
     *
     * @param counted events after the warm-up
     * @param cpuMicros CPU time of the pipeline's JVMs
     * @param compilerMicros the share of their JIT compilers; NaN if unknown
     * @param reads records read from Redis
     * @param inMemory share of the look-ups that were served from the near-cache
     * @param others processors that other processes used during the run; NaN if unknown
     * @param claimBytes size of a claim in Kafka
     * @param scoreBytes size of the output
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
        /** Returns the CPU time without the JIT compilers, as in a JVM that has run for long. */
        double settledMicros() {
            return Double.isNaN(compilerMicros) ? cpuMicros : cpuMicros - compilerMicros;
        }
    }

    static final int WARM_UP_SECONDS = 60;
    /** The topology jar, for the cluster. */
    static final Path JAR = Path.of("target/riskstream.jar");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

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
     * Measures a point on the claims in Kafka.
     *
     * @param invalid the number of expected dead letters
     * @throws IllegalStateException if the pipeline does not process all events; the message contains the reason
     */
    Result measure(Point point, int events, int invalid) throws IOException {
        loadRecords(point.wiring().lookups());
        int partitions = point.shape().partitions();
        broker.recreate(Topics.SCORES, partitions, Map.of());
        broker.recreate(Topics.DEAD_LETTERS, partitions, Map.of());
        String group = point.wiring().flink() ? Contestant.flink(1).group() : ScaledFlux.GROUP;
        broker.deleteOffsets(group);
        ProgressSampler.Sample warm;
        ProgressSampler.Sample end;
        try (Running pipeline = start(point.wiring())) {
            ProgressSampler sampler = new ProgressSampler(servers, broker, pipeline.jvms());
            long warmAt = sampler.until(done -> done > 0).nanos() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
            warm = sampler.until(
                    done -> done >= events / 3 && System.nanoTime() - warmAt >= 0 || done >= events * 2L / 3);
            end = sampler.until(done -> done >= events);
            sampler.untilCommitted(group, events);
        }
        requireOneOutputEach(events, invalid);
        return result(point, new ProgressSampler.Interval(warm, end), events, invalid);
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

    private Running start(Wiring wiring) throws IOException {
        if (wiring.flink()) {
            return local(Contestant.flink(wiring.tasks()));
        }
        Path flux = fluxes.write(wiring);
        return wiring.workers() == 0 ? local(flux) : cluster(flux, wiring.workers());
    }

    private Running local(Path flux) {
        return local(new Contestant(
                "scaled",
                "the pipeline",
                RiskstreamPipeline.class.getName(),
                List.of(flux.toString()),
                ScaledFlux.GROUP,
                false,
                true,
                FurtherStages.NONE));
    }

    private Running local(Contestant contestant) {
        JavaProcess process = contestant.start(servers, directory, Optional.empty());
        return new Running(new Jvms(contestant.title(), List.of(process.handle())), process::close);
    }

    private Running cluster(Path flux, int workers) throws IOException {
        Properties environment = RiskstreamPipeline.environment(
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
            Awaitility.await("all executors").atMost(START_TIMEOUT).until(() -> storm.isRunning(ScaledFlux.TOPOLOGY));
            requireOneChainPerWorker(storm, workers);
            Jvms jvms = new Jvms("the topology's workers", storm.workers(ScaledFlux.TOPOLOGY));
            return new Running(jvms, storm::close);
        } catch (RuntimeException e) {
            storm.close();
            throw e;
        }
    }

    /** Checks that each worker has one spout and one bolt, since a comparison with one worker is otherwise meaningless. */
    private static void requireOneChainPerWorker(StormProcesses storm, int workers) {
        var components = storm.components(ScaledFlux.TOPOLOGY);
        if (components.size() != workers
                || !components.values().stream()
                        .allMatch(names -> names.contains("claims") && names.contains("parse-to-publish"))) {
            throw new IllegalStateException(
                    "Storm did not give each of " + workers + " workers a spout and a fused bolt: " + components);
        }
    }

    private void requireOneOutputEach(int events, int invalid) {
        long scores = broker.written(Topics.SCORES);
        long deadLetters = broker.written(Topics.DEAD_LETTERS);
        if (scores + deadLetters != events || deadLetters != invalid) {
            throw new IllegalStateException("of " + events + " events, " + invalid + " of them invalid, there are "
                    + scores + " scores and " + deadLetters + " dead letters");
        }
    }

    private Result result(Point point, ProgressSampler.Interval interval, int events, int invalid) {
        double lookups = point.wiring().lookups() * (1 - (double) invalid / events);
        return new Result(
                events,
                interval.counted(),
                interval.cpuMicros(),
                interval.compilerMicros(),
                interval.brokerMicros(),
                interval.redisMicros(),
                interval.reads(),
                1 - interval.reads() / lookups,
                interval.others(),
                interval.perSecond(),
                (double) broker.bytes(Topics.CLAIMS) / events,
                (double) (broker.bytes(Topics.SCORES) + broker.bytes(Topics.DEAD_LETTERS)) / events);
    }
}
