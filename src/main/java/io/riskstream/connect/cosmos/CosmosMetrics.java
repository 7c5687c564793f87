package io.riskstream.connect.cosmos;

import io.riskstream.stage.Metrics;
import java.util.function.LongSupplier;

/**
 * Metrics of one {@link Cosmos} on one worker, with the component's name as prefix (here {@code cosmos}):
 *
 * <ul>
 *   <li>{@code cosmos.request}: duration of the requests for the documents that are written together, a distribution in nanoseconds
 *   <li>{@code cosmos.written}: documents written
 *   <li>{@code cosmos.older}: documents left out, because there is a later one
 *   <li>{@code cosmos.throttled}: answers 429: the container has too few request units
 *   <li>{@code cosmos.retried}: other answers after which a document is written again
 *   <li>{@code cosmos.refused}: documents that cannot be stored
 *   <li>{@code cosmos.waiting}: documents that wait to be written
 * </ul>
 */
final class CosmosMetrics {
    private final Metrics.Distribution request;
    private final Metrics.Counter written;
    private final Metrics.Counter older;
    private final Metrics.Counter throttled;
    private final Metrics.Counter retried;
    private final Metrics.Counter refused;

    CosmosMetrics(Metrics metrics, String name, LongSupplier waiting) {
        request = metrics.distribution(name + ".request");
        written = metrics.counter(name + ".written");
        older = metrics.counter(name + ".older");
        throttled = metrics.counter(name + ".throttled");
        retried = metrics.counter(name + ".retried");
        refused = metrics.counter(name + ".refused");
        metrics.gauge(name + ".waiting", waiting);
    }

    void recordRequest(long nanos) {
        request.record(nanos, 1);
    }

    void countWritten() {
        written.add(1);
    }

    void countOlder() {
        older.add(1);
    }

    void countRetry(int status) {
        (status == 429 ? throttled : retried).add(1);
    }

    void countRefused() {
        refused.add(1);
    }
}
