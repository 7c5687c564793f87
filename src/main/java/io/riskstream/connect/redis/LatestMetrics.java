package io.riskstream.connect.redis;

import io.riskstream.stage.Metrics;
import java.util.function.LongSupplier;

/**
 * Metrics of one {@link RedisLatest} on one worker, with the component's name as prefix (here {@code redis-latest}):
 *
 * <ul>
 *   <li>{@code redis-latest.write}: duration of a round trip, a distribution in nanoseconds
 *   <li>{@code redis-latest.written}: outputs written
 *   <li>{@code redis-latest.older}: outputs left out, because the server has a later one of the same key
 *   <li>{@code redis-latest.refused}: outputs that cannot be stored
 *   <li>{@code redis-latest.connections}: connections made
 *   <li>{@code redis-latest.waiting}: outputs that wait to be written
 * </ul>
 */
final class LatestMetrics {
    private final Metrics metrics;
    private final String name;
    private final Metrics.Distribution write;
    private final Metrics.Counter written;
    private final Metrics.Counter older;
    private final Metrics.Counter refused;
    private final Metrics.Counter connections;

    LatestMetrics(Metrics metrics, String name) {
        this.metrics = metrics;
        this.name = name;
        write = metrics.distribution(name + ".write");
        written = metrics.counter(name + ".written");
        older = metrics.counter(name + ".older");
        refused = metrics.counter(name + ".refused");
        connections = metrics.counter(name + ".connections");
    }

    void registerWaiting(LongSupplier waiting) {
        metrics.gauge(name + ".waiting", waiting);
    }

    void recordRoundTrip(long nanos) {
        write.record(nanos, 1);
    }

    void countWritten() {
        written.add(1);
    }

    void countOlder() {
        older.add(1);
    }

    void countRefused() {
        refused.add(1);
    }

    void countConnection() {
        connections.add(1);
    }
}
