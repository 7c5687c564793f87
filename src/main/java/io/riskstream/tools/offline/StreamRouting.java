package io.riskstream.tools.offline;

import io.riskstream.storm.StageBolt;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.generated.Bolt;
import org.apache.storm.generated.StormTopology;

/** Which bolts there are, and where the events of each go: the topology as Storm would run it, less what is not ours. */
final class StreamRouting {
    private record Source(String component, String stream) {}

    private final Map<String, StageBolt> bolts;
    private final Map<Source, List<String>> targets = new LinkedHashMap<>();
    private final List<String> first = new ArrayList<>();

    StreamRouting(Pipeline pipeline) {
        bolts = pipeline.stageBolts();
        StormTopology topology = pipeline.topology();
        for (String bolt : bolts.keySet()) {
            Bolt definition = topology.get_bolts().get(bolt);
            definition.get_common().get_inputs().keySet().forEach(input -> {
                if (topology.get_spouts().containsKey(input.get_componentId())) {
                    first.add(bolt);
                }
                targets.computeIfAbsent(
                                new Source(input.get_componentId(), input.get_streamId()), source -> new ArrayList<>())
                        .add(bolt);
            });
        }
    }

    /** The bolts that events come to first. */
    List<String> first() {
        return first;
    }

    /** Those that take a stream of a bolt; none if the events end there. */
    List<String> after(String bolt, String stream) {
        return targets.getOrDefault(new Source(bolt, stream), List.of());
    }

    /** Every bolt of ours, by its id. */
    Map<String, StageBolt> bolts() {
        return bolts;
    }
}
