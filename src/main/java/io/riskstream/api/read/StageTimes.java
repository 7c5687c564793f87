package io.riskstream.api.read;

import java.util.List;

/** The time that events spend in each stage, where this process knows it: a local run has the metrics of its workers. */
@FunctionalInterface
public interface StageTimes {
    /** Where the times are not known. */
    StageTimes UNKNOWN = pipeline -> List.of();

    /** The time of one stage or step in milliseconds. */
    record StageTime(String name, double p50Millis, double p99Millis) {}

    /** Returns the times of a pipeline, in the order of its stages; empty if they are not known. */
    List<StageTime> of(String pipeline);
}
