package io.riskstream.tools.local;

import io.riskstream.storm.StreamNames;
import io.riskstream.tools.flux.Pipeline;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.storm.generated.GlobalStreamId;

/**
 * Counts the events that bolts and spouts drop without publishing them, because no bolt consumes their stream {@code dropped}. They have no output, so a run counts them by the
 * metric {@code events.dropped} of these components. An event that is processed twice counts twice there.
 */
final class UnpublishedDrops {
    private static final String METRIC = "events.dropped";

    private final String topology;
    private final List<String> components;

    UnpublishedDrops(Pipeline pipeline) {
        this.topology = pipeline.name();
        Set<String> published = pipeline.topology().get_bolts().values().stream()
                .flatMap(bolt -> bolt.get_common().get_inputs().keySet().stream())
                .filter(input -> input.get_streamId().equals(StreamNames.DROPPED))
                .map(GlobalStreamId::get_componentId)
                .collect(Collectors.toSet());
        this.components = pipeline.stageComponents().entrySet().stream()
                .filter(component -> component.getValue().stages().stream()
                        .anyMatch(stage -> stage.spec().drops()))
                .map(Map.Entry::getKey)
                .filter(id -> !published.contains(id))
                .map(id -> id.replace('.', '_'))
                .toList();
    }

    /** Returns how many events they have dropped so far. */
    long count() {
        if (components.isEmpty()) {
            return 0;
        }
        RunMetrics metrics = RunMetrics.of(topology);
        return components.stream()
                .map(metrics.components()::get)
                .filter(component -> component != null)
                .mapToLong(component -> component.count(METRIC))
                .sum();
    }
}
