package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.stage.Metrics.Distribution;
import io.riskstream.stage.StageContext;
import java.util.HashMap;
import java.util.Map;

/**
 * What comes to a bolt, as {@code received.COMPONENT.STREAM}: how many events, and how old they are, in milliseconds since their Kafka
 * timestamps. One look at the clock a batch: the age of its first event, which was read first, stands for all.
 */
final class ArrivalMetrics {
    private final StageContext context;
    private final Map<String, Map<String, Distribution>> bySource = new HashMap<>();

    ArrivalMetrics(StageContext context) {
        this.context = context;
    }

    void count(String component, String stream, Batch batch) {
        if (batch.size() == 0) {
            return;
        }
        long age = context.clock().millis() - batch.get(0).origin().timestamp();
        of(component, stream).record(Math.max(0, age), batch.size());
    }

    private Distribution of(String component, String stream) {
        Map<String, Distribution> byStream = bySource.get(component);
        Distribution known = byStream == null ? null : byStream.get(stream);
        if (known != null) {
            return known;
        }
        Distribution made = context.metrics().distribution("received." + component + "." + stream);
        bySource.computeIfAbsent(component, source -> new HashMap<>()).put(stream, made);
        return made;
    }
}
