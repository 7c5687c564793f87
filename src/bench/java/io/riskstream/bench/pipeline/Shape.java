package io.riskstream.bench.pipeline;

/**
 * Claims that differ from those of {@code bench pipeline}, as they lie in Kafka.
 *
 * @param bytes of a claim
 * @param filler what those beyond the common claim's are
 * @param even whether all records are asked for alike, and not by Zipf's law
 * @param partitions of the topics
 * @param share of the events asked for on the command line, as some would take too long
 */
record Shape(int bytes, Filler filler, boolean even, int partitions, double share) {
    static final Shape COMMON = new Shape(600, Filler.NOTE, false, 1, 1);

    /** So many bytes of one shape are in Kafka at most, so that the page cache holds them. */
    private static final long MOST_BYTES = 4_000_000_000L;

    int events(int wanted) {
        return (int) Math.min(wanted * share, (double) MOST_BYTES / bytes);
    }
}
