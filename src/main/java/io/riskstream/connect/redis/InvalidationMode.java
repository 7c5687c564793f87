package io.riskstream.connect.redis;

/** What keeps the records in a worker's memory true to the server's. */
public enum InvalidationMode {
    /**
     * The server tells of every change (its {@code CLIENT TRACKING}, Redis 6 and newer): a record is believed until then. While the server cannot
     * be relied on to tell, nothing is kept. Two things Redis does not tell: that a record has expired, before it gets round to deleting it (so records
     * that expire want a {@code maxAgeMillis}); and {@code SWAPDB} (so load with SET, or flush first). A server that does not know tracking, or does not allow it, is taken as {@link #TTL}.
     */
    TRACKING,
    /** Nobody tells: a record is believed for its look-up's {@code maxAgeMillis}, by default a minute. */
    TTL
}
