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
 * A whole pipeline beside the same job done otherwise, each in a JVM of its own against a Kafka and a Redis in processes of their own. All must
 * come to the same scores, or the run fails.
 *
 * <p>{@code ./mvnw -q -Pbench,peers test-compile exec:exec -Dbench="pipeline --latency"} takes about 40 minutes, and should have the machine for
 * itself; without {@code peers}, Kafka Streams and Flink are left out. The peers' near-caches never expire, their parsers check no more than
 * the schema asks, and their messages carry no headers: where in doubt, the peers have it easier.
 */
@Command(
        name = "pipeline",
        description =
                "A whole pipeline beside the same job by hand, on Kafka Streams, on Flink and of Storm's stock parts.",
        mixinStandardHelpOptions = true)
public final class PipelineCommand implements Callable<Integer> {
    @Option(
            names = "--events",
            defaultValue = "5000000",
            description =
                    "claims for each contestant, the first third to warm up, which takes a JVM on two busy cores up to a minute; 0 for latency alone (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--slow-events",
            defaultValue = "300000",
            description = "the same for a contestant forty times as slow (${DEFAULT-VALUE})")
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
                    "how often each contestant runs, in turn with the others; the run with the least CPU counts (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--only", split = ",", description = "these contestants alone; all without it")
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
            description = "with --latency: how long at each rate (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--profile", description = "record each contestant's flight to this directory")
    private Optional<Path> profile = Optional.empty();

    @Option(names = "--out", defaultValue = "target/bench", description = "where the report goes (${DEFAULT-VALUE})")
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
        ResultComparison referee = new ResultComparison(servers);
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
                results.computeIfAbsent(contestant, first -> new ArrayList<>()).add(result);
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %7.2f us CPU/event (JIT %5.2f)  %,9.0f events/s  broker %5.2f us  others %.2f cores%s%n",
                        contestant.name(),
                        result.cpuMicros(),
                        result.compilerMicros(),
                        result.perSecond(),
                        result.brokerMicros(),
                        result.others(),
                        contestant.scores() ? "  " + referee.judge(contestant, count) : "");
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
            if (!asked.includes(contestant.name())) {
                continue;
            }
            if (contestant.present()) {
                chosen.add(contestant);
            } else {
                System.out.println(contestant.name() + " is left out: it comes with the profile `peers`");
            }
        }
        return chosen;
    }
}
