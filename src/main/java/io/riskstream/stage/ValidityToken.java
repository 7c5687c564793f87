package io.riskstream.stage;

/**
 * States how long a cached record may be used. A {@link Records store} returns a token with each record. While a tracked token is valid, its store
 * reports every change of the records read under it. Under any other token, the age of a record alone decides.
 *
 * <p>Invalidating a token makes all records read under it stale at once, at a cost that does not depend on their number. Safe for many threads. A check
 * costs one read of a field that all records of a token share.
 */
public final class ValidityToken {
    /** No record may be cached: the store normally reports changes, but cannot at present. */
    public static final ValidityToken NONE = invalid();

    private final boolean tracked;
    private long invalidatedAt; // published by the volatile write that follows it
    private volatile boolean valid = true;

    private ValidityToken(boolean tracked) {
        this.tracked = tracked;
    }

    /** Returns a token of a store that reports changes until the token is {@linkplain #invalidate invalidated}. */
    public static ValidityToken tracked() {
        return new ValidityToken(true);
    }

    /** Returns a token of a store that never reports changes: a record is valid up to its look-up's {@code maxAgeMillis}. */
    public static ValidityToken byAge() {
        return new ValidityToken(false);
    }

    private static ValidityToken invalid() {
        ValidityToken token = new ValidityToken(true);
        token.invalidate(0);
        return token;
    }

    /** True if the store reports changes, so that a record needs no maximum age. */
    public boolean isTracked() {
        return tracked;
    }

    /** True until the token is invalidated. */
    public boolean isValid() {
        return valid;
    }

    /**
     * Invalidates this token permanently; later calls have no effect.
     *
     * @param now on the context's ticker
     */
    public synchronized void invalidate(long now) {
        if (valid) {
            invalidatedAt = now;
            valid = false;
        }
    }

    /** Returns when this token was invalidated, on the context's ticker; undefined while it is valid. */
    public long invalidatedAt() {
        return invalidatedAt;
    }
}
