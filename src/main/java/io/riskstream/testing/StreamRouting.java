package io.riskstream.testing;

import io.riskstream.storm.StageComponent;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.storm.generated.Bolt;
import org.apache.storm.generated.StormTopology;

/** The spouts and bolts of a topology that run stages, and the bolts that consume each stream. Other components are left out. */
final class StreamRouting {
    private record Source(String component, String stream) {}

    private final Map<String, StageComponent> components;
    private final Map<Source, List<String>> consumers = new LinkedHashMap<>();
    private final Set<String> entries = new LinkedHashSet<>();

    StreamRouting(Pipeline pipeline) {
        components = pipeline.stageComponents();
        StormTopology topology = pipeline.topology();
        for (String component : components.keySet()) {
            Bolt bolt = topology.get_bolts().get(component);
            if (bolt == null) {
                entries.add(component); // a spout runs its stages over what it reads
                continue;
            }
            bolt.get_common().get_inputs().keySet().forEach(input -> {
                if (topology.get_spouts().containsKey(input.get_componentId())
                        && !components.containsKey(input.get_componentId())) {
                    entries.add(component); // once, also if it consumes several spouts
                }
                consumers
                        .computeIfAbsent(
                                new Source(input.get_componentId(), input.get_streamId()), source -> new ArrayList<>())
                        .add(component);
            });
        }
    }

    /** Returns the components whose stages events reach first: spouts that run stages, and the bolts that consume other spouts. */
    Set<String> entries() {
        return entries;
    }

    /** Returns the bolts that consume a stream of a component; empty if events end there. */
    List<String> consumers(String component, String stream) {
        return consumers.getOrDefault(new Source(component, stream), List.of());
    }

    /** Returns every component that runs stages by its id. */
    Map<String, StageComponent> components() {
        return components;
    }
}
