package io.riskstream.connect.postgres;

import io.riskstream.stage.Metrics;
import java.util.Collection;

/**
 * Metrics of one {@link Postgres} on one worker, with the component's name as prefix (here {@code postgres}):
 *
 * <ul>
 *   <li>{@code postgres.statement}: duration of a statement, a distribution in nanoseconds
 *   <li>{@code postgres.rows}: rows written, or found to be there already
 *   <li>{@code postgres.refused}: rows that the database cannot store
 *   <li>{@code postgres.connections}: connections made
 *   <li>{@code postgres.waiting}: rows that wait to be written
 * </ul>
 */
final class PostgresMetrics {
    private final Metrics.Distribution statement;
    private final Metrics.Counter rows;
    private final Metrics.Counter refused;
    private final Metrics.Counter connections;

    PostgresMetrics(Metrics metrics, String name, Collection<?> queue) {
        statement = metrics.distribution(name + ".statement");
        rows = metrics.counter(name + ".rows");
        refused = metrics.counter(name + ".refused");
        connections = metrics.counter(name + ".connections");
        metrics.gauge(name + ".waiting", queue::size);
    }

    void recordStatement(int written, long nanos) {
        statement.record(nanos, 1);
        rows.add(written);
    }

    void countRefused() {
        refused.add(1);
    }

    void countConnection() {
        connections.add(1);
    }
}
