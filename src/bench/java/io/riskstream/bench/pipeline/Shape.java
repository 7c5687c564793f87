package io.riskstream.bench.pipeline;

/**
 * The claims in Kafka, where they differ from those of {@code bench pipeline}.
 *
 * @param bytes size of a claim
 * @param filler the content of the bytes beyond those of a common claim
 * @param even true if keys are distributed uniformly; otherwise they have a Zipf distribution
 * @param partitions number of partitions of the topics
 * @param share share of the events requested on the command line, since all of them would take too long
 */
record Shape(int bytes, Filler filler, boolean even, int partitions, double share) {
    static final Shape COMMON = new Shape(600, Filler.NOTE, false, 1, 1);

    /** The maximum total size of the claims, so that they fit into the page cache. */
    private static final long MAX_BYTES = 8_000_000_000L;

    int events(int requested) {
        return (int) Math.min(requested * share, (double) MAX_BYTES / bytes);
    }
}
