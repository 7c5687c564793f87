package io.riskstream.tools.upgrade;

/** How far the consumer groups of a pipeline have read its topics. */
public interface ReadingProgress {
    /**
     * A state of the groups, summed over all partitions.
     *
     * @param committed sum of the committed offsets
     * @param waiting number of records after the committed offsets
     */
    record State(long committed, long waiting) {}

    /** Returns the current state. */
    State state();
}
