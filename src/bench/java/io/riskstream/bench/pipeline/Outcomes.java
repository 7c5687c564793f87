package io.riskstream.bench.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What became of each point. */
final class Outcomes {
    private final Map<Point, Scale.Result> results = new HashMap<>();
    private final Map<Point, String> failures = new HashMap<>();

    void measured(Point point, Scale.Result result) {
        results.put(point, result);
    }

    void failed(Point point, String why) {
        failures.put(point, why);
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
