package io.riskstream.storm.spout;

import io.riskstream.runner.RetryPolicy;
import io.riskstream.stage.Options;
import java.io.Serializable;
import java.time.Duration;

/**
 * How much a task of a spout reads, how soon it finds new partitions, and when it emits a failed batch again.
 *
 * @param pollRecords maximum number of records that one poll returns
 * @param batchEvents maximum number of events in a tuple
 * @param batchBytes maximum size of the events in a tuple; the last event may exceed it
 * @param maxUncommitted how far one partition is read beyond its first record that is not done
 */
record ReadLimits(
        int pollRecords,
        int batchEvents,
        int batchBytes,
        int maxInFlightEvents,
        int maxInFlightBytes,
        int maxUncommitted,
        Duration pollWait,
        Duration newPartitions,
        RetryPolicy retryPolicy)
        implements Serializable {
    /** The number of records of a poll if a tuple contains one event; Kafka's default. */
    private static final int POLL_RECORDS = 500;

    /** Adds the options of a spout with batches. */
    static Options.Declared batchOptions(Options.Declared source, String which) {
        return source.optional("batchEvents", Options.Kind.INTEGER, 500, "maximum number of events " + which)
                .optional(
                        "batchBytes",
                        Options.Kind.INTEGER,
                        1 << 20,
                        "maximum size of the events " + which + ", in bytes; the last event may exceed it");
    }

    /** Adds the options of a spout that emits all events. Their defaults depend on the number of events in a tuple. */
    static Options.Declared options(Options.Declared source, int maxInFlightEvents, int maxUncommitted) {
        return limits(
                        source,
                        maxInFlightEvents,
                        "number of in-flight events of one task at which reading pauses; it resumes at half. Events that are probably lost with a worker do not count, up to seven times this number",
                        maxUncommitted)
                .optional(
                        "backoffMillis",
                        Options.Kind.MILLISECONDS,
                        200,
                        "pause before the retry of a failed batch; each further pause is twice as long")
                .optional("maxBackoffMillis", Options.Kind.MILLISECONDS, 30_000, "maximum pause before a retry");
    }

    /**
     * Adds the limits that every spout has.
     *
     * @param inFlight describes the option {@code maxInFlightEvents}
     */
    static Options.Declared limits(
            Options.Declared source, int maxInFlightEvents, String inFlight, int maxUncommitted) {
        return source.optional("maxInFlightEvents", Options.Kind.INTEGER, maxInFlightEvents, inFlight)
                .optional(
                        "maxInFlightBytes",
                        Options.Kind.INTEGER,
                        64 << 20,
                        "size of all in-flight events of one task, in bytes, at which reading pauses; it resumes at half")
                .optional(
                        "maxUncommitted",
                        Options.Kind.INTEGER,
                        maxUncommitted,
                        "how far one partition is read beyond its first record that is not done; a crash makes Kafka send these records again")
                .optional(
                        "pollMillis",
                        Options.Kind.MILLISECONDS,
                        100,
                        "how long a poll waits for a record while no event is in flight")
                .optional(
                        "newPartitionsMillis",
                        Options.Kind.MILLISECONDS,
                        20_000,
                        "how soon a new partition is found, plus two seconds; each is read from its beginning");
    }

    /** Returns the limits of a spout that emits one event in each tuple. */
    static ReadLimits ofSingleEvents(Options values) {
        return of(values, POLL_RECORDS, 1, Integer.MAX_VALUE);
    }

    /** Returns the limits of a spout with batches. */
    static ReadLimits ofBatches(Options values) {
        int batchEvents = values.integer("batchEvents", 1, 100_000);
        return of(values, batchEvents, batchEvents, values.integer("batchBytes", 1, 1 << 30));
    }

    private static ReadLimits of(Options values, int pollRecords, int batchEvents, int batchBytes) {
        return new ReadLimits(
                pollRecords,
                batchEvents,
                batchBytes,
                values.integer("maxInFlightEvents", 1, 10_000_000),
                values.integer("maxInFlightBytes", 1, Integer.MAX_VALUE),
                values.integer("maxUncommitted", 1, Integer.MAX_VALUE),
                values.millis("pollMillis"),
                values.millis("newPartitionsMillis"),
                new RetryPolicy(Integer.MAX_VALUE, values.millis("backoffMillis"), values.millis("maxBackoffMillis")));
    }
}
