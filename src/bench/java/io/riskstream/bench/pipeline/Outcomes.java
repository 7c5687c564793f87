package io.riskstream.bench.pipeline;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What became of each point. */
final class Outcomes {
    /** Records asked of Redis for each event, from which on they are most of what it does. */
    private static final double MANY = 1;

    private final Map<Point, Scale.Result> results = new HashMap<>();
    private final Map<Point, String> failures = new HashMap<>();
    private Optional<Changes.Result> changes = Optional.empty();

    void measured(Point point, Scale.Result result) {
        results.put(point, result);
    }

    void failed(Point point, String why) {
        failures.put(point, why);
    }

    void measured(Changes.Result result) {
        changes = Optional.of(result);
    }

    /** What a changed record costs Redis, if that was measured. */
    Optional<Changes.Result> changes() {
        return changes;
    }

    /** What Redis takes to answer a record, by the point that asked for the most of them; none if no point asked for many. */
    OptionalDouble readMicros() {
        return results.values().stream()
                .filter(result -> result.reads() > MANY)
                .max(Comparator.comparingDouble(Scale.Result::reads))
                .map(result -> OptionalDouble.of(result.redisMicros() / result.reads()))
                .orElse(OptionalDouble.empty());
    }

    Optional<Scale.Result> of(Point point) {
        return Optional.ofNullable(results.get(point));
    }

    /** Why there is no result. */
    String failure(Point point) {
        return failures.get(point);
    }

    int failures() {
        return failures.size();
    }
}
