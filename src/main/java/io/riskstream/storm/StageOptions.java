package io.riskstream.storm;

import io.riskstream.event.EventType;
import io.riskstream.event.Template;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The options of a {@link StageComponent}.
 *
 * @param partitionBy the path of a field; null for no partitioning
 * @param decisionStreams the streams on which events are counted by decision
 */
record StageOptions(
        int capacity, RetryPolicy retryPolicy, String partitionBy, int buckets, DecisionStreams decisionStreams)
        implements Serializable {
    /** Adds the options to the declaration of a component. */
    static Options.Declared declare(Options.Declared options) {
        return DecisionStreams.declare(options.optional(
                        "capacity",
                        Options.Kind.INTEGER,
                        4096,
                        "maximum number of pending outcomes in one task; further events wait in order")
                .optional(
                        "attempts",
                        Options.Kind.INTEGER,
                        5,
                        "how many times a stage is applied to an event that it retries, before the event is rejected")
                .optional(
                        "backoffMillis",
                        Options.Kind.MILLISECONDS,
                        100,
                        "pause before the second attempt; each further pause is twice as long")
                .optional("maxBackoffMillis", Options.Kind.MILLISECONDS, 2000, "maximum pause between attempts")
                .optional(
                        "partitionBy",
                        Options.Kind.TEXT,
                        "path of a field: events with the same value always go to the same task of a bolt that groups by `bucket`")
                .optional(
                        "buckets",
                        Options.Kind.INTEGER,
                        64,
                        "with partitionBy: maximum number of parts that a batch is split into"));
    }

    static StageOptions read(Options values, List<Stage> stages) {
        StageOptions read = new StageOptions(
                values.integer("capacity", 1, 1_000_000),
                new RetryPolicy(
                        values.integer("attempts", 1, 1_000),
                        values.millis("backoffMillis"),
                        values.millis("maxBackoffMillis")),
                values.optionalText("partitionBy").orElse(null),
                values.integer("buckets", 1, 65_536),
                DecisionStreams.of(values, stages));
        if (read.isPartitioned()) {
            EventType type = eventType(stages)
                    .orElseThrow(() -> values.problem(
                            "partitionBy", "option 'partitionBy' needs a stage with an event type among its stages"));
            values.checked("partitionBy", () -> read.field(type));
        }
        return read;
    }

    boolean isPartitioned() {
        return partitionBy != null;
    }

    /** Returns the partitioner for these options; empty without option {@code partitionBy}. */
    Optional<BucketPartitioner> partitioner(List<Stage> stages) {
        return isPartitioned()
                ? eventType(stages).map(type -> new BucketPartitioner(field(type), buckets))
                : Optional.empty();
    }

    private Template field(EventType type) {
        return Template.of("{" + partitionBy + "}", type);
    }

    private static Optional<EventType> eventType(List<Stage> stages) {
        return stages.stream()
                .flatMap(stage -> stage.spec().eventType().stream())
                .findFirst();
    }
}
