package io.riskstream.connect.redis;

/**
 * Limits the number of keys in one round trip, so that the replies take a few megabytes: the client buffers all replies of a round trip. The size of a
 * record is not known before it is read, so the limit follows the mean size of the records that were read, and starts low.
 *
 * <p>A round trip exceeds the aim if its records are larger than those before, at most by the ratio of the two. Only the thread of a {@link
 * RedisFetcher} uses it.
 */
final class RoundTripLimit {
    /** Keys in one pipeline. While the server executes it, some hundred microseconds, it serves no other client. */
    static final int MAX_KEYS = 1_000;

    static final long AIMED_BYTES = 4L << 20;

    private static final int FIRST_KEYS = 32;
    /** How much faster the limit may grow than the number of keys that were read, while all were small. */
    private static final int GROWTH = 4;

    private int keys = FIRST_KEYS;
    private double meanBytes;

    /** Returns how many keys the next round trip may request, at least 1. */
    int keys() {
        return keys;
    }

    /** Adapts the limit to the replies of a round trip. */
    void completed(int requested, long replyBytes) {
        if (requested == 0) {
            return;
        }
        double mean = (double) replyBytes / requested;
        // larger records count at once, smaller ones by and by
        meanBytes = Math.max(mean, meanBytes + (mean - meanBytes) / 8);
        long fitting = (long) (AIMED_BYTES / Math.max(1, meanBytes));
        keys = (int) Math.max(1, Math.min(Math.min(MAX_KEYS, fitting), (long) GROWTH * Math.max(keys, requested)));
    }

    /** Limits the next round trip to one key, after the replies of a round trip exceeded the memory. */
    void exhausted() {
        keys = 1;
    }
}
