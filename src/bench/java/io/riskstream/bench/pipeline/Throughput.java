package io.riskstream.bench.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How much a contestant does of claims that are all there already. Counted are the last two thirds, or what is left once its JVM has been up for
 * {@value #WARM_UP_SECONDS} seconds, but a third at least: until then the JIT compiler takes up to a processor for itself. All is read from
 * outside: the processor time of its process, and the outputs in Kafka, which only acknowledged ones are. Afterwards its offsets must be committed
 * to the end.
 */
final class Throughput {
    /**
     * What it came to.
     *
     * @param events all of them
     * @param counted those after the warm-up
     * @param cpuMicros processor time of the contestant's process for each event
     * @param compilerMicros the part of it that its JIT compilers took; NaN if that is not told
     * @param brokerMicros the same of the broker's
     * @param others processors that the machine spent meanwhile on what is no part of the run, NaN if it does not tell
     */
    record Result(
            Contestant contestant,
            int events,
            long counted,
            double cpuMicros,
            double compilerMicros,
            double brokerMicros,
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

    /** Measures one contestant on the claims that lie in Kafka; the verdicts are to be read before the next one runs. */
    Result measure(Contestant contestant, int events, Optional<Path> recording) {
        return measure(contestant, events, () -> contestant.start(servers, directory, recording));
    }

    /** The same, of a contestant that is started in a way of its own. */
    Result measure(Contestant contestant, int events, Supplier<JavaProcess> start) {
        broker.renew(Topics.SCORES, Map.of());
        broker.renew(Topics.DEAD_LETTERS, Map.of());
        broker.forget(contestant.group());
        try (JavaProcess process = start.get()) {
            ProgressSampler watch =
                    new ProgressSampler(servers, broker, new Jvms(contestant.name(), List.of(process.handle())));
            long warmAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
            ProgressSampler.Mark warm = watch.until(
                    done -> done >= events / 3 && System.nanoTime() - warmAt >= 0 || done >= events / 3L * 2);
            ProgressSampler.Mark end = watch.until(done -> done >= events);
            watch.untilCommitted(contestant.group(), events);
            return result(contestant, events, new ProgressSampler.Span(warm, end));
        }
    }

    private static Result result(Contestant contestant, int events, ProgressSampler.Span span) {
        return new Result(
                contestant,
                events,
                span.counted(),
                span.cpuMicros(),
                span.compilerMicros(),
                span.brokerMicros(),
                span.others(),
                span.perSecond());
    }
}
