package io.riskstream.bench.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures the throughput of a contestant on claims that are already in Kafka. It counts the last two thirds of the claims, or those after its JVM has
 * run for {@value #WARM_UP_SECONDS} seconds, but at least a third: before that, the JIT compiler uses up to one processor. All values are read from
 * outside: the CPU time of the process, and the outputs in Kafka, which contain only acknowledged ones. Afterwards all offsets must be committed.
 */
final class Throughput {
    /**
     * The result.
     *
     * @param events all events
     * @param counted events after the warm-up
     * @param cpuMicros CPU time of the contestant's process for each event
     * @param compilerMicros the share of its JIT compilers; NaN if unknown
     * @param brokerMicros CPU time of the broker for each event
     * @param storeMicros CPU time of Redis and of PostgreSQL for each event
     * @param others processors that other processes used during the run; NaN if unknown
     */
    record Result(
            Contestant contestant,
            int events,
            long counted,
            double cpuMicros,
            double compilerMicros,
            double brokerMicros,
            double storeMicros,
            double others,
            double perSecond) {}

    static final int WARM_UP_SECONDS = 50;

    private final Servers servers;
    private final Broker broker;
    private final Path directory;

    Throughput(Servers servers, Broker broker, Path directory) {
        this.servers = servers;
        this.broker = broker;
        this.directory = directory;
    }

    /** Measures one contestant on the claims in Kafka. The caller must read the verdicts before it measures the next contestant. */
    Result measure(Contestant contestant, int events, Optional<Path> recording) {
        return measure(contestant, events, () -> contestant.start(servers, directory, recording));
    }

    /** Measures a contestant that {@code start} starts. */
    Result measure(Contestant contestant, int events, Supplier<JavaProcess> start) {
        broker.recreate(Topics.SCORES, Map.of());
        broker.recreate(Topics.DEAD_LETTERS, Map.of());
        broker.deleteOffsets(contestant.group());
        try (JavaProcess process = start.get()) {
            ProgressSampler sampler =
                    new ProgressSampler(servers, broker, new Jvms(contestant.name(), List.of(process.handle())));
            long warmAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
            ProgressSampler.Sample warm = sampler.until(
                    done -> done >= events / 3 && System.nanoTime() - warmAt >= 0 || done >= events / 3L * 2);
            ProgressSampler.Sample end = sampler.until(done -> done >= events);
            sampler.untilCommitted(contestant.group(), events);
            return result(contestant, events, new ProgressSampler.Interval(warm, end));
        }
    }

    private static Result result(Contestant contestant, int events, ProgressSampler.Interval interval) {
        return new Result(
                contestant,
                events,
                interval.counted(),
                interval.cpuMicros(),
                interval.compilerMicros(),
                interval.brokerMicros(),
                interval.redisMicros() + interval.postgresMicros(),
                interval.others(),
                interval.perSecond());
    }
}
