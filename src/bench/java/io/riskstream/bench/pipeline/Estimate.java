package io.riskstream.bench.pipeline;

import java.util.List;
import java.util.Locale;

/**
 * What a million events a second would take, reckoned from one measured point: paper, for an order of magnitude. It takes for granted that cost
 * grows with the number of events alone, which the axes of tasks and workers are there to check.
 *
 * @param cores of the workers
 * @param partitions as many as tasks of the spout and of the fused bolt
 * @param brokerCores of all brokers
 * @param redisShards servers, each of which has one thread
 * @param gigabitsIn from the brokers to the workers
 * @param gigabitsOut from the workers to the brokers
 */
record Estimate(
        double cores, int partitions, double brokerCores, int redisShards, double gigabitsIn, double gigabitsOut) {
    static final double EVENTS_PER_SECOND = 1e6;
    /** How busy a core may be, so that there is room for peaks, for catching up, and for what a lost machine did. */
    static final double BUSY = 0.6;
    /** Copies of each partition. */
    static final int COPIES = 3;

    /** How it is reckoned, as lines of a Markdown list. */
    static List<String> formulas() {
        String busy = String.format(Locale.ROOT, "%.1f", BUSY);
        return List.of(
                "cores of the workers = events/s x (us CPU an event - us of the JIT) / 1,000,000 / " + busy
                        + ": a core is to be busy for " + busy
                        + " of its time, so that there is room for peaks, for catching up, and for the work of a lost machine",
                "partitions, and tasks of the spout and of the bolt = events/s / (events/s of one task x " + busy
                        + "); one task here had what broker and Redis left it of this machine, so this is the most it takes",
                "cores of the brokers = " + COPIES + " copies x events/s x us of the broker / 1,000,000 / " + busy
                        + "; measured with one copy, and a follower is taken to cost what a leader does, which is too much",
                "shards of Redis = events/s x us of Redis / 1,000,000 / " + busy
                        + ", at least one: a server has one thread. While records fit in memory, it is asked only for those that have changed:"
                        + " each change costs it one write, and a word to, and a read from, each worker",
                "network = bytes of a claim in Kafka, and of what is published of it, x events/s x 8; the brokers send each other "
                        + (COPIES - 1) + " further copies of both");
    }

    static Estimate of(Scale.Result result) {
        double seconds = EVENTS_PER_SECOND / 1e6 / BUSY;
        return new Estimate(
                result.settledMicros() * seconds,
                (int) Math.ceil(EVENTS_PER_SECOND / (result.perSecond() * BUSY)),
                COPIES * result.brokerMicros() * seconds,
                (int) Math.max(1, Math.ceil(result.redisMicros() * seconds)),
                result.claimBytes() * EVENTS_PER_SECOND * 8 / 1e9,
                result.scoreBytes() * EVENTS_PER_SECOND * 8 / 1e9);
    }
}
