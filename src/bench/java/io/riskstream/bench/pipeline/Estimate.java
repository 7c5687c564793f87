package io.riskstream.bench.pipeline;

import java.util.List;
import java.util.Locale;

/**
 * Estimates the resources for a million events a second from one measured point, as an order of magnitude. The estimate assumes that the cost grows
 * linearly with the number of events; the axes of tasks and workers check this assumption.
 *
 * @param cores cores of the workers
 * @param partitions number of partitions, and of tasks of the spout and the fused bolt
 * @param brokerCores cores of all brokers
 * @param redisShards Redis servers, each with one thread
 * @param gigabitsIn network rate from the brokers to the workers
 * @param gigabitsOut network rate from the workers to the brokers
 */
record Estimate(
        double cores, int partitions, double brokerCores, int redisShards, double gigabitsIn, double gigabitsOut) {
    static final double EVENTS_PER_SECOND = 1e6;
    /** Target utilization of a core. The rest is reserve for peaks, for a backlog, and for the work of a lost machine. */
    static final double UTILIZATION = 0.6;
    /** Replicas of each partition. */
    static final int REPLICAS = 3;

    /** Returns the formulas as lines of a Markdown list. */
    static List<String> formulas() {
        String utilization = String.format(Locale.ROOT, "%.1f", UTILIZATION);
        return List.of(
                "cores of the workers = events/s x (us CPU an event - us of the JIT) / 1,000,000 / " + utilization
                        + ": the target utilization of a core, with a reserve for peaks, for a backlog, and for the work of a lost machine",
                "partitions, and tasks of the spout and of the bolt = events/s / (events/s of one task x " + utilization
                        + "); here one task shared the machine with the broker and Redis, so this is an upper bound",
                "cores of the brokers = " + REPLICAS + " replicas x events/s x us of the broker / 1,000,000 / "
                        + utilization
                        + "; measured with one replica. The estimate assumes that a follower costs as much as a leader, which is too high",
                "shards of Redis = events/s x us of Redis / 1,000,000 / " + utilization
                        + ", at least one, since a server has one thread. While all records fit into the near-cache, only changed records are read:"
                        + " each change costs one write, and an invalidation message to and a read from each worker",
                "network = bytes of a claim and of its output in Kafka x events/s x 8; the brokers exchange "
                        + (REPLICAS - 1) + " further replicas of both");
    }

    static Estimate of(Scale.Result result) {
        double seconds = EVENTS_PER_SECOND / 1e6 / UTILIZATION;
        return new Estimate(
                result.settledMicros() * seconds,
                (int) Math.ceil(EVENTS_PER_SECOND / (result.perSecond() * UTILIZATION)),
                REPLICAS * result.brokerMicros() * seconds,
                (int) Math.max(1, Math.ceil(result.redisMicros() * seconds)),
                result.claimBytes() * EVENTS_PER_SECOND * 8 / 1e9,
                result.scoreBytes() * EVENTS_PER_SECOND * 8 / 1e9);
    }
}
