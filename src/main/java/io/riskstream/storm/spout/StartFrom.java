package io.riskstream.storm.spout;

/** Where a spout starts in a partition. */
public enum StartFrom {
    /** At the committed offset; at the beginning if there is none. */
    UNCOMMITTED_EARLIEST,
    /** At the committed offset; at the end if there is none. */
    UNCOMMITTED_LATEST,
    /** At the beginning, each time the topology is submitted. */
    EARLIEST,
    /** At the end, each time the topology is submitted. */
    LATEST;

    /** True if a topology that is submitted again starts at the committed offset. */
    boolean resumes() {
        return this == UNCOMMITTED_EARLIEST || this == UNCOMMITTED_LATEST;
    }
}
