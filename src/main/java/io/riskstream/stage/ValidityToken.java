package io.riskstream.stage;

/**
 * A store's word on how long what was read from it may be believed. As long as a lease holds, its store tells of every change of the records
 * that were read under it, or their age alone decides.
 *
 * <p>Ending a lease makes all that was read under it doubtful at once, however much it is: nobody has to be told. Safe for many threads; asking
 * costs one read of a field that all records of a lease share.
 */
public final class ValidityToken {
    /** Nothing may be kept: the store ought to tell of changes, and cannot just now. */
    public static final ValidityToken NONE = ended();

    private final boolean told;
    private long endedAt; // published by the volatile write that follows it
    private volatile boolean holds = true;

    private ValidityToken(boolean told) {
        this.told = told;
    }

    /** A lease of a store that tells of changes, until it is {@linkplain #end ended}. */
    public static ValidityToken told() {
        return new ValidityToken(true);
    }

    /** A lease of a store that never tells of changes: a record is believed up to its look-up's {@code maxAgeMillis}. */
    public static ValidityToken byAge() {
        return new ValidityToken(false);
    }

    private static ValidityToken ended() {
        ValidityToken lease = new ValidityToken(true);
        lease.end(0);
        return lease;
    }

    /** Whether changes are told, so that a record need not be too old ever. */
    public boolean tellsChanges() {
        return told;
    }

    public boolean holds() {
        return holds;
    }

    /**
     * Ends it for good; only the first call counts.
     *
     * @param now on the context's ticker
     */
    public synchronized void end(long now) {
        if (holds) {
            endedAt = now;
            holds = false;
        }
    }

    /** When it ended, on the context's ticker; meaningless while it holds. */
    public long endedAt() {
        return endedAt;
    }
}
