package io.riskstream.storm.spout;

/** Where a spout begins in a partition. */
public enum StartFrom {
    /** Where it left off, or at the beginning if it never ran. */
    UNCOMMITTED_EARLIEST,
    /** Where it left off, or at the end if it never ran. */
    UNCOMMITTED_LATEST,
    /** At the beginning, each time the topology is submitted. */
    EARLIEST,
    /** At the end, each time the topology is submitted. */
    LATEST
}
