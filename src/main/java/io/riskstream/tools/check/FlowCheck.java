package io.riskstream.tools.check;

import io.riskstream.storm.EventLoss;
import io.riskstream.storm.StageBolt;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.storm.utils.Utils;

/** The streams as a whole: whether every bolt is reached, nothing runs in a circle, and nothing comes out that nobody takes. */
final class FlowCheck implements Check {
    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        if (subject.model().hasSource() || subject.model().root().isEmpty()) {
            return;
        }
        List<Declaration> spouts = subject.model().declarations(Kind.SPOUT);
        if (spouts.isEmpty()) {
            findings.accept(Finding.error(
                    subject.model().root().orElseThrow().place(),
                    "flow.no-spout",
                    "there is no spout, and Storm refuses a topology without one"));
        }
        circles(subject)
                .forEach(wire -> findings.accept(Finding.error(
                        wire.place("to"),
                        "flow.circle",
                        "'" + wire.from() + "' goes to '" + wire.to() + "', and from there back to itself")));
        if (!subject.wiringIsKnown()) {
            return;
        }
        checkReached(subject, spouts, findings);
        spouts.forEach(spout -> checkTaken(subject, spout, findings));
        subject.model().declarations(Kind.BOLT).forEach(bolt -> subject.built(bolt, StageBolt.class)
                .ifPresentOrElse(
                        stages -> checkLosses(subject, bolt, stages, findings),
                        () -> checkTaken(subject, bolt, findings)));
    }

    private static void checkReached(CheckedTopology subject, List<Declaration> spouts, Consumer<Finding> findings) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        spouts.forEach(spout -> next.add(spout.id()));
        while (!next.isEmpty()) {
            String id = next.poll();
            if (reached.add(id)) {
                subject.outOf(id).forEach(wire -> next.add(subject.meant(wire.to())));
            }
        }
        for (Declaration bolt : subject.model().declarations(Kind.BOLT)) {
            if (bolt.id().isEmpty()) {
                continue;
            } else if (subject.into(bolt.id()).isEmpty()) {
                findings.accept(Finding.error(
                                bolt.place(),
                                "flow.unreached",
                                "no stream goes to bolt '" + bolt.id() + "', and Flux leaves it out")
                        .hinting(
                                "add a stream {from: ..., to: " + bolt.id() + ", grouping: {type: LOCAL_OR_SHUFFLE}}"));
            } else if (!reached.contains(bolt.id()) && !spouts.isEmpty()) {
                findings.accept(Finding.error(
                        bolt.place(), "flow.unreached", "nothing that a spout emits reaches bolt '" + bolt.id() + "'"));
            }
        }
    }

    /** Of each circle the wire that closes it, the last in the file; Storm refuses them when the topology is submitted. */
    static List<StreamDeclaration> circles(CheckedTopology subject) {
        List<StreamDeclaration> closing = new ArrayList<>();
        List<StreamDeclaration> open = new ArrayList<>();
        for (StreamDeclaration wire : subject.model().wires()) {
            boolean real = subject.vertex(wire.from()).isPresent()
                    && subject.vertex(wire.to())
                            .filter(to -> to.kind() == Kind.BOLT)
                            .isPresent();
            if (real && leads(open, wire.to(), wire.from(), new HashSet<>())) {
                closing.add(wire);
            } else if (real) {
                open.add(wire);
            }
        }
        return closing;
    }

    private static boolean leads(List<StreamDeclaration> wires, String from, String to, Set<String> seen) {
        return from.equals(to)
                || seen.add(from)
                        && wires.stream()
                                .filter(wire -> wire.from().equals(from))
                                .anyMatch(wire -> leads(wires, wire.to(), to, seen));
    }

    private static void checkLosses(
            CheckedTopology subject, Declaration bolt, StageBolt stages, Consumer<Finding> findings) {
        EventLoss.ofStreams(stages.stages(), bolt.id(), subject.consumed(bolt.id()))
                .ifPresent(loss -> findings.accept(
                        Finding.error(bolt.place(), "flow.lost", loss.cause()).hinting(loss.hint())));
    }

    private static void checkTaken(CheckedTopology subject, Declaration vertex, Consumer<Finding> findings) {
        Set<String> consumed = subject.consumed(vertex.id());
        Set<String> streams = subject.streams(vertex.id()).map(Map::keySet).orElse(Set.of());
        for (String stream : new TreeSet<>(streams)) {
            boolean main = stream.equals(Utils.DEFAULT_STREAM_ID);
            if (consumed.contains(stream)) {
                continue;
            } else if (main && vertex.kind() == Kind.SPOUT) {
                findings.accept(Finding.error(
                        vertex.place(), "flow.lost", "nothing takes what spout '" + vertex.id() + "' emits"));
            } else if (!main || !consumed.isEmpty()) {
                // a bolt that nothing follows is a sink, whatever it declares
                findings.accept(Finding.warning(
                        vertex.place(),
                        "flow.unused",
                        "nothing takes stream '" + stream + "' of '" + vertex.id() + "'"));
            }
        }
    }
}
