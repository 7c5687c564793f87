package io.riskstream.score.release;

import io.riskstream.event.Event;

/**
 * A version that scores a share of the events. An event's key decides, so that all events of a policy are scored by one version, on every worker and in
 * every replay; an event without a key is chosen by the offset of its record. The events of a small share are among those of a larger one of the same version.
 *
 * @param hash the version
 * @param percent the share of the keys, above 0 and below 100
 */
public record Canary(String hash, double percent) {
    public Canary {
        if (!(percent > 0 && percent < 100)) {
            throw new IllegalArgumentException("the share of a canary must be above 0 and below 100 percent");
        }
    }

    /** True if this version scores the event. */
    boolean scores(Event event) {
        return scores(event.key().orElse(null), event.origin().offset());
    }

    /**
     * True if this version scores an event.
     *
     * @param key the event's key; null for none
     * @param offset the offset of its record, which decides for an event without a key
     */
    boolean scores(String key, long offset) {
        int number = key == null ? Long.hashCode(offset) : key.hashCode();
        return fraction(number ^ hash.hashCode()) * 100 < percent;
    }

    /** Returns a number from 0 to below 1 that depends on every bit of the argument: the finalizer of MurmurHash3 (Austin Appleby, public domain). */
    private static double fraction(int number) {
        int mixed = number;
        mixed ^= mixed >>> 16;
        mixed *= 0x85ebca6b;
        mixed ^= mixed >>> 13;
        mixed *= 0xc2b2ae35;
        mixed ^= mixed >>> 16;
        return (mixed & 0xffffffffL) / (double) (1L << 32);
    }
}
