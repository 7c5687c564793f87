package io.riskstream.tools.check;

import io.riskstream.stage.Stage;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.text.FilePosition;
import io.riskstream.tools.check.CheckedTopology.Built;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import java.util.List;
import java.util.function.Consumer;

/** Checks stages that read the timelines of events: a spout begins timelines, and no stage of the component publishes the events later. */
final class TimelineCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        if (!topology.build().isComplete()) {
            return;
        }
        List<Declaration> spouts = topology.model().declarations(Kind.SPOUT);
        List<TopicSpout> known =
                topology.all(Kind.SPOUT, TopicSpout.class).map(Built::object).toList();
        boolean never = !spouts.isEmpty()
                && known.size() == spouts.size()
                && known.stream().noneMatch(TopicSpout::beginsTimelines);
        topology.stageComponents().forEach(component -> {
            List<Stage> stages = component.object().stages();
            for (int i = 0; i < stages.size(); i++) {
                if (stages.get(i).spec().readsTimeline()) {
                    check(topology, component.declaration(), stages, i, never, findings);
                }
            }
        });
    }

    private static void check(
            CheckedTopology topology,
            Declaration component,
            List<Stage> stages,
            int index,
            boolean never,
            Consumer<Finding> findings) {
        String name = stages.get(index).spec().name();
        FilePosition position = topology.position(component, stages.get(index));
        if (never) {
            findings.accept(Finding.warning(
                            position,
                            "timeline.absent",
                            "stage '" + name
                                    + "' reads the timelines of events, and no spout has a latency budget, so it has no effect")
                    .withHint("add the option budgetMillis to the spout; 0 measures every event"));
        }
        if (stages.subList(0, index).stream().noneMatch(stage -> stage.spec().publishes())) {
            stages.subList(index + 1, stages.size()).stream()
                    .filter(stage -> stage.spec().publishes())
                    .findFirst()
                    .ifPresent(publishing -> findings.accept(Finding.warning(
                                    position,
                                    "timeline.early",
                                    "stage '" + name + "' reads the timelines of events before stage '"
                                            + publishing.spec().name() + "' publishes them, so they lack its steps")
                            .withHint("list it after the stage that publishes")));
        }
    }
}
