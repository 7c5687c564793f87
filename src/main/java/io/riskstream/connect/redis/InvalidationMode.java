package io.riskstream.connect.redis;

/** How a worker finds out that a record in its near-cache is out of date. */
public enum InvalidationMode {
    /**
     * The server sends an invalidation for every changed key ({@code CLIENT TRACKING}, Redis 6 and newer). A cached record is valid until its
     * invalidation arrives. While the tracking connection is down, nothing is cached.
     *
     * <p>Redis does not report two kinds of change. An expired record is reported only when the server deletes it, which may be long after its
     * expiry: set {@code maxAgeMillis} for records that expire. {@code SWAPDB} is not reported at all: load records with {@code SET}, or flush
     * first. A server that does not support or does not permit tracking is treated as {@link #TTL}.
     */
    TRACKING,
    /** The server sends no invalidations. A cached record is valid for its look-up's {@code maxAgeMillis}, which is one minute by default. */
    TTL
}
