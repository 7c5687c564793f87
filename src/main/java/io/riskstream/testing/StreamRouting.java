package io.riskstream.testing;

import io.riskstream.storm.StageBolt;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.generated.Bolt;
import org.apache.storm.generated.StormTopology;

/** The stage bolts of a topology, and the bolts that consume each stream. Other components are left out. */
final class StreamRouting {
    private record Source(String component, String stream) {}

    private final Map<String, StageBolt> bolts;
    private final Map<Source, List<String>> consumers = new LinkedHashMap<>();
    private final List<String> entryBolts = new ArrayList<>();

    StreamRouting(Pipeline pipeline) {
        bolts = pipeline.stageBolts();
        StormTopology topology = pipeline.topology();
        for (String bolt : bolts.keySet()) {
            Bolt definition = topology.get_bolts().get(bolt);
            definition.get_common().get_inputs().keySet().forEach(input -> {
                if (topology.get_spouts().containsKey(input.get_componentId())) {
                    entryBolts.add(bolt);
                }
                consumers
                        .computeIfAbsent(
                                new Source(input.get_componentId(), input.get_streamId()), source -> new ArrayList<>())
                        .add(bolt);
            });
        }
    }

    /** Returns the bolts that consume a spout. */
    List<String> entryBolts() {
        return entryBolts;
    }

    /** Returns the bolts that consume a stream of a bolt; empty if events end there. */
    List<String> consumers(String bolt, String stream) {
        return consumers.getOrDefault(new Source(bolt, stream), List.of());
    }

    /** Returns every stage bolt by its id. */
    Map<String, StageBolt> bolts() {
        return bolts;
    }
}
