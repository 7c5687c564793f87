package io.riskstream.connect.redis;

import io.riskstream.stage.Metrics;
import java.util.function.LongSupplier;

/**
 * Metrics of one {@link Redis} on one worker, with the component's name as prefix (here {@code redis}):
 *
 * <ul>
 *   <li>{@code redis.fetch}: duration of a round trip
 *   <li>{@code redis.batches}: number of round trips
 *   <li>{@code redis.keys}: number of requested records
 *   <li>{@code redis.invalidations}: number of keys in invalidation messages
 *   <li>{@code redis.flushes}: how often all cached records became invalid because invalidations were lost or the database was emptied
 *   <li>{@code redis.down}: number of servers whose circuit breaker is open
 *   <li>{@code redis.tracked}: number of servers that send invalidations
 * </ul>
 */
final class RedisMetrics {
    private final Metrics metrics;
    private final String name;
    private final Metrics.Timer fetch;
    private final Metrics.Counter batches;
    private final Metrics.Counter keys;
    private final Metrics.Counter invalidations;
    private final Metrics.Counter flushes;

    RedisMetrics(Metrics metrics, String name) {
        this.metrics = metrics;
        this.name = name;
        this.fetch = metrics.timer(name + ".fetch");
        this.batches = metrics.counter(name + ".batches");
        this.keys = metrics.counter(name + ".keys");
        this.invalidations = metrics.counter(name + ".invalidations");
        this.flushes = metrics.counter(name + ".flushes");
    }

    void registerStates(LongSupplier down, LongSupplier tracked) {
        metrics.gauge(name + ".down", down);
        metrics.gauge(name + ".tracked", tracked);
    }

    void recordRoundTrip(int requestedKeys, long nanos) {
        batches.add(1);
        keys.add(requestedKeys);
        fetch.record(nanos);
    }

    void countInvalidations(int changedKeys) {
        invalidations.add(changedKeys);
    }

    void countFlush() {
        flushes.add(1);
    }
}
