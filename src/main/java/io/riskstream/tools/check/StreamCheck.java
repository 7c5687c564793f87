package io.riskstream.tools.check;

import io.riskstream.storm.StageBolt;
import io.riskstream.storm.StreamNames;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.GroupingDef;
import org.apache.storm.generated.StreamInfo;
import org.apache.storm.utils.Utils;

/** Each stream for itself: its ends, its id, and a grouping that its tuples can be divided by. */
final class StreamCheck implements Check {
    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        subject.undeclared()
                .forEach((vertex, cause) -> findings.accept(Finding.error(
                        vertex.place(), "stream.undeclared", vertex.told() + " cannot say what it emits: " + cause)));
        if (subject.model().declarations(Kind.BOLT).isEmpty()) {
            subject.model().wires().stream()
                    .findFirst()
                    .ifPresent(wire -> findings.accept(
                            Finding.error(wire.place("to"), "stream.to", "there are streams, and no bolts")));
            return;
        }
        Map<List<String>, StreamDeclaration> known = new HashMap<>();
        for (StreamDeclaration wire : subject.model().wires()) {
            Set<String> ids = new TreeSet<>(subject.vertexIds());
            if (wire.node().get("from").filter(FluxNode::isScalar).isPresent()
                    && subject.vertex(wire.from()).isEmpty()) {
                findings.accept(Finding.error(
                                wire.place("from"),
                                "stream.from",
                                "a stream comes from '" + wire.from() + "', which is no spout and no bolt")
                        .hinting(wire.from(), ids));
            }
            Optional<Declaration> to = subject.vertex(wire.to());
            if (wire.node().get("to").filter(FluxNode::isScalar).isPresent()
                    && to.filter(bolt -> bolt.kind() == Kind.BOLT).isEmpty()) {
                findings.accept(Finding.error(
                                wire.place("to"),
                                "stream.to",
                                "a stream goes to '" + wire.to() + "', which is "
                                        + (to.isPresent() ? "a spout" : "no bolt"))
                        .hinting(
                                wire.to(),
                                subject.model().declarations(Kind.BOLT).stream()
                                        .map(Declaration::id)
                                        .collect(Collectors.toCollection(TreeSet::new))));
            }
            wire.grouping().ifPresent(grouping -> checkGrouping(wire, grouping, findings));
            subject.streams(wire.from()).ifPresent(streams -> checkStream(subject, wire, streams, findings));
            if (wire.definition().isPresent()) {
                StreamDeclaration first = known.putIfAbsent(List.of(wire.from(), wire.to(), wire.stream()), wire);
                if (first != null) {
                    findings.accept(Finding.error(
                            wire.place("from"),
                            "stream.twice",
                            "this stream is here twice; the first is on line "
                                    + first.node().place().line() + ", and Storm keeps the last alone"));
                }
            }
        }
    }

    private static void checkGrouping(StreamDeclaration wire, GroupingDef.Type grouping, Consumer<Finding> findings) {
        Optional<FluxNode> arguments = wire.grouping("args").filter(given -> !given.isNull());
        if (grouping == GroupingDef.Type.FIELDS && wire.arguments().isEmpty()) {
            findings.accept(Finding.error(wire.place("type"), "grouping.args", "FIELDS needs the fields to group by")
                    .hinting("add args: [FIELD]"));
        } else if (grouping != GroupingDef.Type.FIELDS && arguments.isPresent()) {
            findings.accept(Finding.warning(
                    wire.grouping("args").orElseThrow().place(),
                    "grouping.args",
                    grouping + " takes no args, and Flux passes over these"));
        }
        if (grouping == GroupingDef.Type.CUSTOM && wire.custom().isEmpty()) {
            findings.accept(Finding.error(wire.place("type"), "grouping.class", "CUSTOM needs the class to group by")
                    .hinting("add customClass: {className: ...}"));
        } else if (grouping != GroupingDef.Type.CUSTOM && wire.custom().isPresent()) {
            findings.accept(Finding.warning(
                    wire.grouping("customClass").orElseThrow().place(),
                    "grouping.class",
                    grouping + " takes no customClass, and Flux passes over this one"));
        }
    }

    private static void checkStream(
            CheckedTopology subject,
            StreamDeclaration wire,
            Map<String, StreamInfo> streams,
            Consumer<Finding> findings) {
        StreamInfo stream = streams.get(wire.stream());
        if (stream == null) {
            Finding unknown = Finding.error(
                    wire.place("streamId"),
                    "stream.unknown",
                    "'" + wire.from() + "' has no stream '" + wire.stream() + "'");
            findings.accept(
                    streams.isEmpty()
                            ? unknown.hinting("it emits nothing")
                            : unknown.hinting(wire.stream(), streams.keySet()));
            return;
        }
        Optional<GroupingDef.Type> grouping = wire.grouping();
        if (grouping.filter(type -> type == GroupingDef.Type.FIELDS).isPresent()) {
            checkFields(subject, wire, stream, findings);
        }
        if (grouping.isPresent() && stream.is_direct() != (grouping.get() == GroupingDef.Type.DIRECT)) {
            findings.accept(Finding.error(
                    wire.place("type"),
                    "grouping.direct",
                    stream.is_direct()
                            ? "'" + wire.from() + "' chooses the tasks of stream '" + wire.stream()
                                    + "' itself, so it takes DIRECT"
                            : "'" + wire.from() + "' does not choose the tasks of stream '" + wire.stream()
                                    + "', so it cannot take DIRECT"));
        }
    }

    private static void checkFields(
            CheckedTopology subject, StreamDeclaration wire, StreamInfo stream, Consumer<Finding> findings) {
        boolean batches = subject.vertex(wire.from())
                .flatMap(vertex -> subject.assembly().built(vertex))
                .filter(built -> built instanceof StageBolt || built instanceof TopicSpout)
                .isPresent();
        for (FluxNode argument : wire.arguments()) {
            String field = argument.text();
            boolean carried = stream.get_output_fields().contains(field);
            if (batches && (!carried || field.equals(StreamNames.EVENTS))) {
                findings.accept(Finding.error(
                                argument.place(),
                                "grouping.partition",
                                stream.get_output_fields().contains(StreamNames.BUCKET)
                                        ? "'" + wire.from() + "' is partitioned; its batches are grouped by '"
                                                + StreamNames.BUCKET + "' alone"
                                        : "stream '" + wire.stream() + "' of '" + wire.from()
                                                + "' carries batches of events, which '" + field + "' cannot divide")
                        .hinting(
                                wire.stream().equals(Utils.DEFAULT_STREAM_ID)
                                        ? "give '" + wire.from() + "' the option partitionBy, and group by "
                                                + StreamNames.BUCKET
                                        : "group by LOCAL_OR_SHUFFLE"));
            } else if (!carried) {
                findings.accept(Finding.error(
                                argument.place(),
                                "grouping.field",
                                "stream '" + wire.stream() + "' of '" + wire.from() + "' has no field '" + field + "'")
                        .hinting(field, stream.get_output_fields()));
            }
        }
    }
}
