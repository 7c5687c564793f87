package io.riskstream.bench.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** Samples the progress of a pipeline, and the CPU time of the pipeline and the servers, from outside. */
final class ProgressSampler {
    /**
     * One sample.
     *
     * @param done scores and dead letters in Kafka, which contains only acknowledged ones
     * @param compilers the share of the JIT compilers in the CPU time
     * @param reads records read from Redis
     * @param others CPU time of other processes on the machine
     */
    record Sample(
            long done,
            long nanos,
            Duration cpu,
            Optional<Duration> compilers,
            Duration brokerCpu,
            Duration redisCpu,
            Duration postgresCpu,
            long reads,
            Optional<Duration> others) {}

    /** The interval between two samples: CPU time for each event completed in it, in microseconds. */
    record Interval(Sample from, Sample to) {
        long counted() {
            return to.done() - from.done();
        }

        double cpuMicros() {
            return each(from.cpu(), to.cpu());
        }

        /** Returns the share of the JIT compilers; NaN if unknown. */
        double compilerMicros() {
            return micros(from.compilers(), to.compilers()) / counted();
        }

        double brokerMicros() {
            return each(from.brokerCpu(), to.brokerCpu());
        }

        double redisMicros() {
            return each(from.redisCpu(), to.redisCpu());
        }

        double postgresMicros() {
            return each(from.postgresCpu(), to.postgresCpu());
        }

        /** Returns the records read from Redis for each event. */
        double reads() {
            return (double) (to.reads() - from.reads()) / counted();
        }

        /** Returns the processors that other processes used meanwhile; NaN if unknown. */
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
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final Servers servers;
    private final Broker broker;
    private final Jvms jvms;

    ProgressSampler(Servers servers, Broker broker, Jvms jvms) {
        this.servers = servers;
        this.broker = broker;
        this.jvms = jvms;
    }

    /**
     * Waits until a condition on the number of completed events is met.
     *
     * @throws IllegalStateException if there is no progress, or the pipeline ends
     */
    Sample until(LongPredicate enough) {
        long before = -1;
        long changed = System.nanoTime();
        while (true) {
            long done = done();
            long now = System.nanoTime();
            Duration cpu = jvms.cpu();
            if (enough.test(done)) {
                return sample(done, now, cpu);
            }
            if (done != before) {
                before = done;
                changed = now;
            } else if (now - changed > TIMEOUT.toNanos()) {
                throw new IllegalStateException(jvms.name() + " makes no progress after " + before + " events");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private long done() {
        return broker.written(Topics.SCORES) + broker.written(Topics.DEAD_LETTERS);
    }

    private Sample sample(long done, long now, Duration cpu) {
        Duration brokerCpu = servers.brokerCpu();
        Duration redisCpu = servers.redisCpu();
        Duration postgresCpu = servers.postgresCpu();
        Optional<Duration> others = Machine.busy().map(busy -> busy.minus(cpu)
                .minus(brokerCpu)
                .minus(redisCpu)
                .minus(postgresCpu)
                .minus(Machine.thisProcess()));
        return new Sample(
                done, now, cpu, jvms.compilers(), brokerCpu, redisCpu, postgresCpu, servers.redisReads(), others);
    }

    /**
     * Waits until a group has committed this number of offsets.
     *
     * @throws IllegalStateException if it does not in time
     */
    void untilCommitted(String group, long events) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (broker.committed(group) < events) {
            jvms.cpu(); // throws if one has ended
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        jvms.name() + " has committed " + broker.committed(group) + " of " + events + " offsets");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
