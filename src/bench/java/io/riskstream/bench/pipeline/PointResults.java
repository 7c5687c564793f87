package io.riskstream.bench.pipeline;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The results and failures of all points. */
final class PointResults {
    /** From this number of records read from Redis for each event, reads dominate the work of Redis. */
    private static final double MIN_READS = 1;

    private final Map<Point, Scale.Result> results = new HashMap<>();
    private final Map<Point, String> failures = new HashMap<>();
    private Optional<Changes.Result> changes = Optional.empty();

    void add(Point point, Scale.Result result) {
        results.put(point, result);
    }

    void addFailure(Point point, String message) {
        failures.put(point, message);
    }

    void add(Changes.Result result) {
        changes = Optional.of(result);
    }

    /** Returns the cost of a changed record for Redis, if it was measured. */
    Optional<Changes.Result> changes() {
        return changes;
    }

    /** Returns the time that Redis takes to return a record, from the point with the most reads; empty if no point had enough. */
    OptionalDouble readMicros() {
        return results.values().stream()
                .filter(result -> result.reads() > MIN_READS)
                .max(Comparator.comparingDouble(Scale.Result::reads))
                .map(result -> OptionalDouble.of(result.redisMicros() / result.reads()))
                .orElse(OptionalDouble.empty());
    }

    Optional<Scale.Result> of(Point point) {
        return Optional.ofNullable(results.get(point));
    }

    /** Returns why a point has no result. */
    String failure(Point point) {
        return failures.get(point);
    }

    int failures() {
        return failures.size();
    }
}
