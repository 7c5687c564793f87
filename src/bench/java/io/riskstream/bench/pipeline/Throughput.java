package io.riskstream.bench.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
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
     * @param brokerMicros the same of the broker's
     * @param others processors that the machine spent meanwhile on what is no part of the run, NaN if it does not tell
     */
    record Result(
            Contestant contestant,
            int events,
            long counted,
            double cpuMicros,
            double brokerMicros,
            double others,
            double perSecond) {}

    static final int WARM_UP_SECONDS = 50;

    private static final long PAUSE_NANOS = 10_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How far things are at a moment. */
    private record Mark(long done, long nanos, Duration cpu, Duration brokerCpu, Optional<Duration> others) {}

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
        Mark warm;
        Mark end;
        try (JavaProcess process = start.get()) {
            long warmAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
            warm = await(
                    contestant,
                    process,
                    done -> done >= events / 3 && System.nanoTime() - warmAt >= 0 || done >= events / 3L * 2);
            end = await(contestant, process, done -> done >= events);
            awaitCommitted(contestant, process, events);
        }
        double counted = end.done() - warm.done();
        return new Result(
                contestant,
                events,
                end.done() - warm.done(),
                micros(warm.cpu(), end.cpu()) / counted,
                micros(warm.brokerCpu(), end.brokerCpu()) / counted,
                others(warm, end),
                counted * 1e9 / (end.nanos() - warm.nanos()));
    }

    private static double others(Mark from, Mark to) {
        if (from.others().isEmpty() || to.others().isEmpty()) {
            return Double.NaN;
        }
        return micros(from.others().get(), to.others().get()) * 1e3 / (to.nanos() - from.nanos());
    }

    private static double micros(Duration from, Duration to) {
        return to.minus(from).toNanos() / 1e3;
    }

    private Mark await(Contestant contestant, JavaProcess process, LongPredicate enough) {
        long before = -1;
        long changed = System.nanoTime();
        while (true) {
            long done = broker.written(Topics.SCORES) + broker.written(Topics.DEAD_LETTERS);
            long now = System.nanoTime();
            Duration cpu = process.cpu();
            if (enough.test(done)) {
                return mark(done, now, cpu);
            }
            if (done != before) {
                before = done;
                changed = now;
            } else if (now - changed > PATIENCE.toNanos()) {
                throw new IllegalStateException(contestant.name() + " stands still after " + before + " events");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Mark mark(long done, long now, Duration cpu) {
        Duration brokerCpu = servers.brokerCpu();
        Optional<Duration> others = Machine.busy().map(busy -> busy.minus(cpu)
                .minus(brokerCpu)
                .minus(servers.redisCpu())
                .minus(Machine.thisProcess()));
        return new Mark(done, now, cpu, brokerCpu, others);
    }

    private void awaitCommitted(Contestant contestant, JavaProcess process, long events) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (broker.committed(contestant.group()) < events) {
            process.cpu(); // it must be alive
            if (System.nanoTime() > end) {
                throw new IllegalStateException(contestant.name() + " has committed "
                        + broker.committed(contestant.group()) + " of " + events + " offsets");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
