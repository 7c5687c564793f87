package io.riskstream.bench.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** How far a pipeline is and what it and the servers have used, all read from outside. */
final class ProgressSampler {
    /**
     * How far things are at a moment.
     *
     * @param done scores and dead letters in Kafka, which only acknowledged ones are
     * @param compilers what the JIT compilers used of the processor time
     * @param reads records that Redis was asked for
     * @param others what the machine spent on what is no part of the run
     */
    record Mark(
            long done,
            long nanos,
            Duration cpu,
            Optional<Duration> compilers,
            Duration brokerCpu,
            Duration redisCpu,
            long reads,
            Optional<Duration> others) {}

    /** What there was between two moments: for each event that was done in between, in microseconds of processor time. */
    record Span(Mark from, Mark to) {
        long counted() {
            return to.done() - from.done();
        }

        double cpuMicros() {
            return each(from.cpu(), to.cpu());
        }

        /** NaN if that is not told. */
        double compilerMicros() {
            return micros(from.compilers(), to.compilers()) / counted();
        }

        double brokerMicros() {
            return each(from.brokerCpu(), to.brokerCpu());
        }

        double redisMicros() {
            return each(from.redisCpu(), to.redisCpu());
        }

        /** Records that Redis was asked for. */
        double reads() {
            return (double) (to.reads() - from.reads()) / counted();
        }

        /** Processors that the machine spent meanwhile on what is no part of the run; NaN if it does not tell. */
        double others() {
            return micros(from.others(), to.others()) * 1e3 / (to.nanos() - from.nanos());
        }

        double perSecond() {
            return counted() * 1e9 / (to.nanos() - from.nanos());
        }

        private double each(Duration before, Duration after) {
            return micros(before, after) / counted();
        }

        private static double micros(Optional<Duration> before, Optional<Duration> after) {
            return before.isEmpty() || after.isEmpty() ? Double.NaN : micros(before.get(), after.get());
        }

        private static double micros(Duration before, Duration after) {
            return after.minus(before).toNanos() / 1e3;
        }
    }

    private static final long PAUSE_NANOS = 10_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Servers servers;
    private final Broker broker;
    private final Jvms jvms;

    ProgressSampler(Servers servers, Broker broker, Jvms jvms) {
        this.servers = servers;
        this.broker = broker;
        this.jvms = jvms;
    }

    /**
     * Waits until enough is done.
     *
     * @throws IllegalStateException if nothing more gets done, or the pipeline ends
     */
    Mark until(LongPredicate enough) {
        long before = -1;
        long changed = System.nanoTime();
        while (true) {
            long done = done();
            long now = System.nanoTime();
            Duration cpu = jvms.cpu();
            if (enough.test(done)) {
                return mark(done, now, cpu);
            }
            if (done != before) {
                before = done;
                changed = now;
            } else if (now - changed > PATIENCE.toNanos()) {
                throw new IllegalStateException(jvms.name() + " stands still after " + before + " events");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private long done() {
        return broker.written(Topics.SCORES) + broker.written(Topics.DEAD_LETTERS);
    }

    private Mark mark(long done, long now, Duration cpu) {
        Duration brokerCpu = servers.brokerCpu();
        Duration redisCpu = servers.redisCpu();
        Optional<Duration> others = Machine.busy()
                .map(busy -> busy.minus(cpu).minus(brokerCpu).minus(redisCpu).minus(Machine.thisProcess()));
        return new Mark(done, now, cpu, jvms.compilers(), brokerCpu, redisCpu, servers.redisReads(), others);
    }

    /**
     * Waits until a group has committed so many offsets.
     *
     * @throws IllegalStateException if it does not
     */
    void untilCommitted(String group, long events) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (broker.committed(group) < events) {
            jvms.cpu(); // they must be alive
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        jvms.name() + " has committed " + broker.committed(group) + " of " + events + " offsets");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
