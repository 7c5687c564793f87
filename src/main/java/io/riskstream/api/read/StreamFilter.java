package io.riskstream.api.read;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client of the live stream receives.
 *
 * @param pipelines the names of the pipelines
 * @param decision only scores with this decision, and no rejections; empty for all
 * @param events the kinds of events
 */
record StreamFilter(List<String> pipelines, Optional<String> decision, Set<String> events) {
    static final String SCORE = "score";
    static final String REJECTION = "rejection";
    static final String COUNTERS = "counters";
    static final Set<String> ALL = Set.of(SCORE, REJECTION, COUNTERS);

    boolean selectsScore(String pipeline, String of) {
        return events.contains(SCORE)
                && pipelines.contains(pipeline)
                && decision.map(of::equals).orElse(true);
    }

    boolean selectsRejection(String pipeline) {
        return events.contains(REJECTION) && pipelines.contains(pipeline) && decision.isEmpty();
    }
}
