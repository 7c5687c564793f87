package io.riskstream.tools.check;

import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.storm.StageComponent;
import io.riskstream.storm.StreamNames;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.storm.Config;

/**
 * Reports a topology that publishes each event to several sinks, with what the layout means for delivery and latency. An event is acknowledged when all sinks
 * have acknowledged it, so in one topology a sink that is down always holds back the others, sooner or later. Dead letters do not count: their sink
 * receives other events.
 */
final class SinkCheck implements Check {
    private static final String OWN_TOPOLOGY =
            "store what is published with a topology of its own, as flux/flood-claims-store.yaml does: then neither sink delays the other";

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        if (!topology.isFlowKnown()) {
            return;
        }
        Map<Declaration, List<Declaration>> sinks = new LinkedHashMap<>();
        Set<String> passing = passing(topology);
        for (Declaration component : topology.model().vertices().toList()) {
            if (passing.contains(component.id())) {
                List<Declaration> own = sinks(topology, component);
                if (own.size() > 1) {
                    findings.accept(row(topology, component, own));
                } else if (!own.isEmpty()) {
                    sinks.put(component, own);
                }
            }
        }
        Set<String> different = sinks.values().stream()
                .flatMap(List::stream)
                .map(Declaration::id)
                .collect(Collectors.toCollection(TreeSet::new));
        if (different.size() > 1) {
            findings.accept(severalComponents(topology, sinks));
        }
    }

    /** Returns the spouts and the bolts that events reach from a spout without being rejected or dropped. */
    private static Set<String> passing(CheckedTopology topology) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        topology.model().declarations(Kind.SPOUT).forEach(spout -> next.add(spout.id()));
        while (!next.isEmpty()) {
            String id = next.poll();
            if (reached.add(id)) {
                topology.outputs(id).stream()
                        .filter(stream -> !stream.stream().equals(StreamNames.REJECTED)
                                && !stream.stream().equals(StreamNames.DROPPED))
                        .map(StreamDeclaration::to)
                        .map(topology::nearestVertex)
                        .forEach(next::add);
            }
        }
        return reached;
    }

    /** Returns the different sinks of a component's stages, in the order of the stages. */
    private static List<Declaration> sinks(CheckedTopology topology, Declaration component) {
        List<Declaration> sinks = new ArrayList<>();
        if (topology.built(component, StageComponent.class).isEmpty()) {
            return sinks;
        }
        for (Declaration.Reference reference : component.references()) {
            topology.build()
                    .declaration(reference.id())
                    .filter(stage -> topology.built(stage, Stage.class)
                            .filter(built -> built.spec().publishes())
                            .isPresent())
                    .flatMap(stage -> sink(topology, stage))
                    .filter(sink -> !sinks.contains(sink))
                    .ifPresent(sinks::add);
        }
        return sinks;
    }

    private static Optional<Declaration> sink(CheckedTopology topology, Declaration stage) {
        return stage.references().stream()
                .flatMap(reference -> topology.build().declaration(reference.id()).stream())
                .filter(declaration -> topology.built(declaration, Sink.class).isPresent())
                .findFirst();
    }

    private static Finding row(CheckedTopology topology, Declaration component, List<Declaration> sinks) {
        return Finding.warning(
                        component.position(),
                        "sinks.row",
                        component.description() + " publishes to " + names(sinks)
                                + " in a row: an event waits for one after the other, so their latencies add up; while the first"
                                + " is down, the others receive nothing; while a later one is down, the earlier ones receive only"
                                + " what is already in processing: each spout task waits at " + pending(topology)
                                + " until all sinks have acknowledged")
                .withHint(OWN_TOPOLOGY);
    }

    private static Finding severalComponents(CheckedTopology topology, Map<Declaration, List<Declaration>> sinks) {
        Declaration last = null;
        List<String> names = new ArrayList<>();
        for (Map.Entry<Declaration, List<Declaration>> component : sinks.entrySet()) {
            last = component.getKey();
            names.add("'" + last.id() + "' to " + names(component.getValue()));
        }
        return Finding.warning(
                        last.position(),
                        "sinks.bolts",
                        "these bolts publish to different sinks: " + String.join(", ", names)
                                + "; while one sink is down, the others receive only what is already in processing: each spout"
                                + " task waits at " + pending(topology)
                                + " until all sinks have acknowledged")
                .withHint(OWN_TOPOLOGY);
    }

    private static String pending(CheckedTopology topology) {
        Object pending = topology.model().configuration().get(Config.TOPOLOGY_MAX_SPOUT_PENDING);
        return pending instanceof Number tuples
                ? tuples + " tuples (" + Config.TOPOLOGY_MAX_SPOUT_PENDING + ")"
                : "its limit of in-flight events";
    }

    private static String names(List<Declaration> sinks) {
        return sinks.stream().map(sink -> "'" + sink.id() + "'").collect(Collectors.joining(" and "));
    }
}
