package io.riskstream.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Compares a whole pipeline with other implementations of the same job. Each runs in a separate JVM, with Kafka and Redis in processes of their own. All
 * must return the same scores; otherwise the run fails.
 *
 * <p>{@code ./mvnw -q -Pbench,peers test-compile exec:exec -Dbench="pipeline --latency"} takes about 40 minutes, and needs an otherwise idle
 * machine; without {@code peers}, Kafka Streams and Flink are skipped. The peers' near-caches never expire, their parsers check only what the schema
 * requires, and their messages have no headers: in case of doubt, the peers have less work.
 */
@Command(
        name = "pipeline",
        description =
                "Compares a whole pipeline with the same job written by hand, on Kafka Streams, on Flink and with Storm's standard components.",
        mixinStandardHelpOptions = true)
public final class PipelineCommand implements Callable<Integer> {
    @Option(
            names = "--events",
            defaultValue = "5000000",
            description =
                    "claims for each contestant, the first third for warm-up, which takes a JVM on two busy cores up to a minute; 0 to measure only latency (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--slow-events",
            defaultValue = "300000",
            description = "claims for a contestant that is forty times as slow (${DEFAULT-VALUE})")
    private int slowEvents;

    @Option(
            names = "--producer-batch",
            defaultValue = ContestantJob.FLUX_PRODUCER_BATCH,
            description = "every contestant's producer.batch.size; Kafka's own default is 16384 (${DEFAULT-VALUE})")
    private int producerBatch;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description =
                    "number of runs of each contestant, alternating with the others; the run with the least CPU time counts (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--only",
            split = ",",
            description = "run only these contestants; by default, all but those with further stages")
    private List<String> only = List.of();

    @Option(names = "--latency", description = "measure latency as well")
    private boolean latency;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "1000,5000,20000",
            description = "with --latency: claims a second (${DEFAULT-VALUE})")
    private List<Integer> rates = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "with --latency: seconds at each rate (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--profile", description = "write a Flight Recorder recording of each contestant to this directory")
    private Optional<Path> profile = Optional.empty();

    @Option(names = "--out", defaultValue = "target/bench", description = "directory of the report (${DEFAULT-VALUE})")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Contestant> contestants = contestants();
        ContestantJob.setProducerBatch(producerBatch);
        Files.createDirectories(out);
        try (ScratchDirectory directory = ScratchDirectory.create();
                Servers servers = Servers.start(directory.path());
                Broker broker = new Broker(servers.bootstrapServers())) {
            if (events > 0) {
                throughput(contestants, servers, broker, directory.path());
            }
            if (latency) {
                latency(contestants, servers, broker, directory.path());
            }
        }
        return 0;
    }

    private void throughput(List<Contestant> contestants, Servers servers, Broker broker, Path directory)
            throws IOException {
        Throughput throughput = new Throughput(servers, broker, directory);
        ResultComparison comparison = new ResultComparison(servers);
        Map<Contestant, List<Throughput.Result>> results = new LinkedHashMap<>();
        int loaded = 0;
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : contestants) {
                int count = contestant.slow() ? Math.min(slowEvents, events) : events;
                if (loaded != count) {
                    Feed.load(servers, broker, count);
                    loaded = count;
                }
                Throughput.Result result = throughput.measure(contestant, count, recording(contestant));
                if (contestant.additional() == FurtherStages.POSTGRES) {
                    servers.expectStored(broker.written(Topics.SCORES));
                }
                results.computeIfAbsent(contestant, first -> new ArrayList<>()).add(result);
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %7.2f us CPU/event (JIT %5.2f)  %,9.0f events/s  broker %5.2f us  stores %5.2f us  others %.2f cores%s%n",
                        contestant.name(),
                        result.cpuMicros(),
                        result.compilerMicros(),
                        result.perSecond(),
                        result.brokerMicros(),
                        result.storeMicros(),
                        result.others(),
                        contestant.scores() ? "  " + comparison.compare(contestant, count) : "");
            }
        }
        Report.throughput(out, results);
        System.out.println("written: " + out.resolve("pipeline.md"));
    }

    private void latency(List<Contestant> contestants, Servers servers, Broker broker, Path directory)
            throws IOException {
        List<Latency.Result> results = new ArrayList<>();
        try (Latency measured = new Latency(servers, broker, directory)) {
            for (Contestant contestant : contestants) {
                if (contestant.scores() && !contestant.slow()) {
                    for (Latency.Result result : measured.measure(contestant, rates, seconds)) {
                        results.add(result);
                        System.out.printf(
                                Locale.ROOT,
                                "%-12s %,7d events/s  p50 %7.1f ms  p99 %7.1f ms  p99.9 %7.1f ms%n",
                                contestant.name(),
                                result.perSecond(),
                                result.micros().getValueAtPercentile(50) / 1e3,
                                result.micros().getValueAtPercentile(99) / 1e3,
                                result.micros().getValueAtPercentile(99.9) / 1e3);
                    }
                }
            }
        }
        Report.latency(out, results);
        System.out.println("written: " + out.resolve("latency.md"));
    }

    private Optional<Path> recording(Contestant contestant) throws IOException {
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(profile.get());
        return Optional.of(profile.get().resolve(contestant.name() + ".jfr"));
    }

    private List<Contestant> contestants() {
        List<String> names = Contestant.ALL.stream().map(Contestant::name).toList();
        PartSelection asked = PartSelection.of(only, names, "contestant", spec);
        List<Contestant> chosen = new ArrayList<>();
        for (Contestant contestant : Contestant.ALL) {
            if (!asked.includes(contestant.name()) || only.isEmpty() && contestant.additional() != FurtherStages.NONE) {
                continue;
            }
            if (contestant.present()) {
                chosen.add(contestant);
            } else {
                System.out.println(contestant.name() + " is skipped: it requires the profile `peers`");
            }
        }
        return chosen;
    }
}
