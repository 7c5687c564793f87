package io.riskstream.storm;

import io.riskstream.event.Event;
import io.riskstream.event.Timeline;
import io.riskstream.stage.Metrics.Counter;
import io.riskstream.stage.Metrics.Distribution;
import io.riskstream.stage.StageContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the events that have exceeded the latency budget of their spout when their last bolt has finished them: the distribution {@code budget.STEP} of
 * the nanoseconds of each step, and {@code slow.STEP} for the step that took the most. An event without a timeline costs one read.
 */
final class BudgetMetrics {
    private final StageContext context;
    private final Map<String, Distribution> durations = new HashMap<>();
    private final Map<String, Counter> slowest = new HashMap<>();

    BudgetMetrics(StageContext context) {
        this.context = context;
    }

    /** Counts events that no other bolt receives. */
    void finished(List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            Optional<Timeline> timeline = events.get(i).timeline();
            if (timeline.isPresent() && timeline.get().exceedsBound()) {
                count(events.get(i), timeline.get());
            }
        }
    }

    private void count(Event event, Timeline timeline) {
        long now = context.clock().millis();
        String longest = Timeline.SOURCE;
        long most = -1;
        for (Map.Entry<String, Long> step : timeline.durations().entrySet()) {
            durations
                    .computeIfAbsent(step.getKey(), name -> context.metrics().distribution("budget." + name))
                    .record(step.getValue(), 1, event.origin(), now);
            if (step.getValue() > most) {
                most = step.getValue();
                longest = step.getKey();
            }
        }
        slowest.computeIfAbsent(longest, name -> context.metrics().counter("slow." + name))
                .add(1);
    }
}
