package io.riskstream.connect.redis;

import io.riskstream.stage.Metrics;
import java.util.function.LongSupplier;

/**
 * How a worker gets on with a Redis, under the component's name: {@code redis.fetch} (time of a round trip), {@code .batches} (round trips), {@code
 * .keys} (records asked for), {@code .invalidations} (keys that were told to have changed), {@code .flushes} (times that everything in memory was
 * given up since changes could no longer be told), {@code .down} (servers that look-ups are kept away from just now: the circuit breaker is open)
 * and {@code .tracked} (servers that tell of changes just now).
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

    void states(LongSupplier down, LongSupplier tracked) {
        metrics.gauge(name + ".down", down);
        metrics.gauge(name + ".tracked", tracked);
    }

    void fetched(int asked, long nanos) {
        batches.add(1);
        keys.add(asked);
        fetch.record(nanos);
    }

    void invalidated(int changed) {
        invalidations.add(changed);
    }

    void flushed() {
        flushes.add(1);
    }
}
