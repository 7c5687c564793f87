package io.riskstream.tools.check;

import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.stage.Stage;
import io.riskstream.storm.EventLoss;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.storm.Config;
import org.apache.storm.utils.Utils;

/** Checks the flow of events: every bolt receives events, no event goes round in a cycle, and a bolt consumes every stream that carries events. */
final class FlowCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        if (topology.model().hasSource() || topology.model().root().isEmpty()) {
            return;
        }
        List<Declaration> spouts = topology.model().declarations(Kind.SPOUT);
        if (spouts.isEmpty()) {
            findings.accept(Finding.error(
                    topology.model().root().orElseThrow().position(),
                    "flow.no-spout",
                    "there is no spout, and Storm rejects a topology without a spout"));
        }
        cycles(topology)
                .forEach(
                        stream -> findings.accept(
                                Finding.warning(
                                                stream.position("to"),
                                                "flow.circle",
                                                "the stream from '" + stream.from() + "' to '" + stream.to()
                                                        + "' closes a cycle: an event in it may never complete, so the"
                                                        + " spout sends it again after the time-out, or waits for it at "
                                                        + Config.TOPOLOGY_MAX_SPOUT_PENDING
                                                        + "; bolts with full queues wait for each other")
                                        .withHint(
                                                "limit the number of rounds of an event, or write it to a topic that the spout reads")));
        if (!topology.isFlowKnown()) {
            return;
        }
        checkReached(topology, spouts, findings);
        checkDeadLetters(topology, findings);
        topology.model().vertices().forEach(vertex -> topology.built(vertex, StageComponent.class)
                .ifPresentOrElse(
                        stages -> checkLosses(topology, vertex, stages, findings),
                        () -> checkConsumed(topology, vertex, findings)));
    }

    private static void checkReached(CheckedTopology topology, List<Declaration> spouts, Consumer<Finding> findings) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        spouts.forEach(spout -> next.add(spout.id()));
        topology.model().streams().stream()
                .map(StreamDeclaration::from)
                .filter(topology::isSystemComponent)
                .forEach(next::add);
        while (!next.isEmpty()) {
            String id = next.poll();
            if (reached.add(id)) {
                topology.outputs(id).forEach(stream -> next.add(topology.nearestVertex(stream.to())));
            }
        }
        for (Declaration bolt : topology.model().declarations(Kind.BOLT)) {
            if (bolt.id().isEmpty()) {
                continue;
            } else if (topology.inputs(bolt.id()).isEmpty()) {
                findings.accept(Finding.error(
                                bolt.position(),
                                "flow.unreached",
                                "bolt '" + bolt.id() + "' consumes no stream, so Flux omits it")
                        .withHint(
                                "add a stream {from: ..., to: " + bolt.id() + ", grouping: {type: LOCAL_OR_SHUFFLE}}"));
            } else if (!reached.contains(bolt.id())
                    && !spouts.isEmpty()
                    && !followsUnreached(topology, bolt.id(), new HashSet<>())) {
                findings.accept(Finding.error(
                        bolt.position(), "flow.unreached", "no event of a spout reaches bolt '" + bolt.id() + "'"));
            }
        }
    }

    /**
     * Reports a stream of events that passed, to a bolt that publishes what it receives as dead letters; and one of rejected events, to a bolt whose
     * other events passed, unless the stream closes a cycle, which is a finding of its own.
     */
    private static void checkDeadLetters(CheckedTopology topology, Consumer<Finding> findings) {
        List<StreamDeclaration> closing = cycles(topology);
        for (StreamDeclaration stream : topology.model().streams()) {
            Optional<StageComponent> to =
                    topology.vertex(stream.to()).flatMap(vertex -> topology.built(vertex, StageComponent.class));
            if (to.isEmpty()) {
                continue;
            }
            boolean deadLetters = to.get().stages().get(0) instanceof PublishDeadLetter;
            if (deadLetters && hasPassed(topology, stream, new HashSet<>())) {
                findings.accept(Finding.error(
                                stream.position("to"),
                                "flow.passed",
                                "'" + stream.to() + "' publishes every event that passes '" + stream.from()
                                        + "' as a dead letter")
                        .withHint("for the rejected events of '" + stream.from() + "', add streamId: "
                                + StreamNames.REJECTED + " to the grouping"));
            } else if (!deadLetters
                    && !closing.contains(stream)
                    && topology.nearestStream(stream).equals(StreamNames.REJECTED)
                    && topology.inputs(stream.to()).stream()
                            .anyMatch(other -> hasPassed(topology, other, new HashSet<>()))) {
                findings.accept(Finding.error(
                                stream.position("to"),
                                "flow.rejected",
                                "'" + stream.to() + "' processes the events that '" + stream.from()
                                        + "' rejects like those that passed")
                        .withHint("send them to a bolt that publishes dead letters"));
            }
        }
    }

    /** True if a stream contains events that no stage has rejected or dropped. Behind a bolt for dead letters, the default stream contains dead letters. */
    private static boolean hasPassed(CheckedTopology topology, StreamDeclaration stream, Set<String> seen) {
        String from = topology.nearestVertex(stream.from());
        String id = topology.nearestStream(stream);
        boolean diverted = id.equals(StreamNames.REJECTED) || id.equals(StreamNames.DROPPED);
        if (diverted || !seen.add(from)) {
            return false;
        }
        return topology.vertex(from)
                        .filter(vertex -> vertex.kind() == Kind.SPOUT)
                        .isPresent()
                || topology.inputs(from).stream().anyMatch(input -> hasPassed(topology, input, seen));
    }

    /** True if a bolt that consumes no stream is on a path to a bolt. The finding for that bolt suffices. */
    private static boolean followsUnreached(CheckedTopology topology, String id, Set<String> seen) {
        return topology.inputs(id).stream()
                .map(stream -> topology.nearestVertex(stream.from()))
                .filter(seen::add)
                .anyMatch(from -> topology.vertex(from)
                                .filter(vertex -> vertex.kind() == Kind.BOLT)
                                .isPresent()
                        && (topology.inputs(from).isEmpty() || followsUnreached(topology, from, seen)));
    }

    /** Returns the stream that closes each cycle, the last one in the file. Storm 2.8.3 accepts cycles; its submitter logs a warning. */
    static List<StreamDeclaration> cycles(CheckedTopology topology) {
        List<StreamDeclaration> closing = new ArrayList<>();
        List<StreamDeclaration> open = new ArrayList<>();
        for (StreamDeclaration stream : topology.model().streams()) {
            boolean known = topology.vertex(stream.from()).isPresent()
                    && topology.vertex(stream.to())
                            .filter(to -> to.kind() == Kind.BOLT)
                            .isPresent();
            if (known && isPath(open, stream.to(), stream.from(), new HashSet<>())) {
                closing.add(stream);
            } else if (known) {
                open.add(stream);
            }
        }
        return closing;
    }

    private static boolean isPath(List<StreamDeclaration> streams, String from, String to, Set<String> seen) {
        return from.equals(to)
                || seen.add(from)
                        && streams.stream()
                                .filter(stream -> stream.from().equals(from))
                                .anyMatch(stream -> isPath(streams, stream.to(), to, seen));
    }

    private static void checkLosses(
            CheckedTopology topology, Declaration vertex, StageComponent component, Consumer<Finding> findings) {
        EventLoss.ofStreams(component.stages(), vertex.id(), topology.consumed(vertex.id()))
                .ifPresent(loss -> findings.accept(Finding.error(vertex.position(), "flow.lost", loss.cause())
                        .withHint(loss.hint())));
        Optional<Stage> dropping = component.stages().stream()
                .filter(stage -> stage.spec().drops())
                .findFirst();
        boolean published = topology.consumed(vertex.id()).contains(StreamNames.DROPPED);
        if (dropping.isPresent() && !published) {
            findings.accept(Finding.warning(
                            vertex.position(),
                            "flow.dropped",
                            "stage '" + dropping.get().spec().name() + "' of " + vertex.description()
                                    + " drops events, and no bolt consumes stream '" + StreamNames.DROPPED
                                    + "', so nothing records which events were dropped")
                    .withHint("to publish them with their reason, add a stream {from: " + vertex.id()
                            + ", to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: "
                            + StreamNames.DROPPED + "}}"));
        } else if (dropping.isEmpty()) {
            topology.outputs(vertex.id()).stream()
                    .filter(stream -> stream.stream().equals(StreamNames.DROPPED))
                    .forEach(stream -> findings.accept(Finding.warning(
                                    stream.position("streamId"),
                                    "flow.empty",
                                    "no stage of " + vertex.description()
                                            + " declares that it drops events, so stream '" + StreamNames.DROPPED
                                            + "' is empty")
                            .withHint("remove the stream; a stage of your own declares it with StageSpec.dropping()")));
        }
    }

    private static void checkConsumed(CheckedTopology topology, Declaration vertex, Consumer<Finding> findings) {
        Set<String> consumed = topology.consumed(vertex.id());
        Set<String> streams = topology.streams(vertex.id()).map(Map::keySet).orElse(Set.of());
        for (String stream : new TreeSet<>(streams)) {
            boolean isDefault = stream.equals(Utils.DEFAULT_STREAM_ID);
            if (consumed.contains(stream)) {
                continue;
            } else if (isDefault && vertex.kind() == Kind.SPOUT) {
                findings.accept(Finding.error(
                        vertex.position(), "flow.lost", "no bolt consumes the events of spout '" + vertex.id() + "'"));
            } else if (!isDefault || !consumed.isEmpty()) {
                // a bolt whose streams no bolt consumes is a sink
                findings.accept(Finding.warning(
                        vertex.position(),
                        "flow.unused",
                        "no bolt consumes stream '" + stream + "' of '" + vertex.id() + "'"));
            }
        }
    }
}
