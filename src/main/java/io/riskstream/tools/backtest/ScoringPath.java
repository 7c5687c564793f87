package io.riskstream.tools.backtest;

import io.riskstream.score.Score;
import io.riskstream.stage.Stage;
import io.riskstream.storm.StageComponent;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.storm.generated.GlobalStreamId;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.utils.Utils;

/**
 * The stages that an event passes before it is scored, such as parse, validate and enrich, and the stage that scores it.
 *
 * @param before the stages before the scoring stage; stages that publish are left out
 */
public record ScoringPath(List<Stage> before, Score score) {
    /**
     * Finds the path along the streams of a pipeline.
     *
     * @throws IllegalArgumentException if it has no scoring stage that its events reach through stages, or several
     */
    public static ScoringPath of(Pipeline pipeline) {
        List<ScoringPath> paths = new ScoringPathSearch(pipeline).paths();
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(pipeline.path()
                    + ": no path of stages leads from a spout to a Score stage, so there is no scorecard to test");
        } else if (paths.size() > 1) {
            throw new IllegalArgumentException(pipeline.path() + ": has " + paths.size() + " scoring stages, "
                    + paths.stream().map(path -> path.score().spec().name()).toList()
                    + "; a backtest needs a Flux file with one");
        }
        return paths.get(0);
    }

    private static final class ScoringPathSearch {
        private final StormTopology topology;
        private final Map<String, StageComponent> components;
        private final Map<Score, ScoringPath> found = new LinkedHashMap<>();

        ScoringPathSearch(Pipeline pipeline) {
            this.topology = pipeline.topology();
            this.components = pipeline.stageComponents();
        }

        private record Partial(String component, List<Stage> before) {}

        List<ScoringPath> paths() {
            Deque<Partial> open = new ArrayDeque<>();
            Set<String> seen = new HashSet<>();
            topology.get_spouts().keySet().forEach(spout -> {
                if (components.containsKey(spout)) {
                    open.add(new Partial(spout, List.of()));
                } else {
                    follow(spout, List.of(), open);
                }
            });
            while (!open.isEmpty()) {
                Partial next = open.remove();
                if (seen.add(next.component())) {
                    pass(next, open);
                }
            }
            return List.copyOf(found.values());
        }

        private void pass(Partial at, Deque<Partial> open) {
            List<Stage> before = new ArrayList<>(at.before());
            for (Stage stage : components.get(at.component()).stages()) {
                if (stage instanceof Score score) {
                    found.putIfAbsent(score, new ScoringPath(List.copyOf(before), score));
                    return;
                } else if (!stage.spec().publishes()) {
                    before.add(stage);
                }
            }
            follow(at.component(), before, open);
        }

        /** Adds the bolts of stages that consume the default stream of a component. */
        private void follow(String component, List<Stage> before, Deque<Partial> open) {
            components.keySet().stream()
                    .filter(topology.get_bolts()::containsKey)
                    .forEach(bolt -> topology.get_bolts().get(bolt).get_common().get_inputs().keySet().stream()
                            .filter(input -> isDefault(input, component))
                            .forEach(input -> open.add(new Partial(bolt, before))));
        }

        private static boolean isDefault(GlobalStreamId input, String component) {
            return input.get_componentId().equals(component)
                    && input.get_streamId().equals(Utils.DEFAULT_STREAM_ID);
        }
    }
}
