package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.event.Origin;
import io.riskstream.stage.Metrics.Distribution;
import io.riskstream.stage.StageContext;
import java.util.HashMap;
import java.util.Map;

/**
 * The distribution {@code received.COMPONENT.STREAM} for each input of a bolt: the number of events and their age in milliseconds since their Kafka
 * timestamps. The clock is read once per batch; the age of the first event, which was read first from Kafka, is recorded for all events.
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
        Origin first = batch.get(0).origin();
        long now = context.clock().millis();
        distribution(component, stream).record(Math.max(0, now - first.timestamp()), batch.size(), first, now);
    }

    private Distribution distribution(String component, String stream) {
        Map<String, Distribution> byStream = bySource.get(component);
        Distribution known = byStream == null ? null : byStream.get(stream);
        if (known != null) {
            return known;
        }
        Distribution created = context.metrics().distribution("received." + component + "." + stream);
        bySource.computeIfAbsent(component, source -> new HashMap<>()).put(stream, created);
        return created;
    }
}
