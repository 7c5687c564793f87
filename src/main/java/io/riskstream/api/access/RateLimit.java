package io.riskstream.api.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * A rate of requests for each of many clients: a bucket of tokens that fills with the rate. Safe for many threads. The cost of a request is one look-up. Beyond
 * 10,000 clients, those whose bucket is full are forgotten, which changes nothing for them; so the memory is bounded by the clients that came within the time in
 * which a bucket fills.
 */
final class RateLimit {
    private static final int MAX_CLIENTS = 10_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final class Bucket {
        private double tokens = burst;
        private long filledAt = ticker.getAsLong();

        /** Returns how long to wait for a token; empty if there was one. */
        synchronized Optional<Duration> take(long now) {
            fill(now);
            if (tokens >= 1) {
                tokens--;
                return Optional.empty();
            }
            return Optional.of(Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * NANOS_PER_SECOND)));
        }

        synchronized boolean isFull(long now) {
            fill(now);
            return tokens >= burst;
        }

        synchronized boolean isEmpty(long now) {
            fill(now);
            return tokens < 1;
        }

        private void fill(long now) {
            tokens = Math.min(burst, tokens + (now - filledAt) / NANOS_PER_SECOND * perSecond);
            filledAt = now;
        }
    }

    private final double perSecond;
    private final double burst;
    private final LongSupplier ticker;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * Creates a limit.
     *
     * @param perSecond the rate
     * @param burst how many requests may come at once
     * @param ticker a monotonic clock in nanoseconds
     */
    RateLimit(double perSecond, double burst, LongSupplier ticker) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.ticker = ticker;
    }

    /** Counts a request. Returns how long the client has to wait; empty if the request is within the rate. */
    Optional<Duration> take(String client) {
        return bucket(client).take(ticker.getAsLong());
    }

    /** True if the next {@link #take} would find no token. */
    boolean isExhausted(String client) {
        Bucket bucket = buckets.get(client);
        return bucket != null && bucket.isEmpty(ticker.getAsLong());
    }

    private Bucket bucket(String client) {
        Bucket known = buckets.get(client);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= MAX_CLIENTS) {
            long now = ticker.getAsLong();
            buckets.values().removeIf(bucket -> bucket.isFull(now));
        }
        return buckets.computeIfAbsent(client, ignored -> new Bucket());
    }
}
