package io.riskstream.tools.check;

import io.riskstream.storm.StageComponent;
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
import org.apache.storm.Constants;
import org.apache.storm.flux.model.GroupingDef;
import org.apache.storm.generated.StreamInfo;
import org.apache.storm.utils.Utils;

/** Checks each stream alone: the components at its ends, its id, and its grouping. */
final class StreamCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        topology.undeclared()
                .forEach((vertex, cause) -> findings.accept(Finding.error(
                        vertex.position(),
                        "stream.undeclared",
                        vertex.description() + " fails to declare its streams: " + cause)));
        if (topology.model().declarations(Kind.BOLT).isEmpty()) {
            topology.model().streams().stream()
                    .findFirst()
                    .ifPresent(stream -> findings.accept(
                            Finding.error(stream.position("to"), "stream.to", "there are streams, but no bolts")));
            return;
        }
        Map<List<String>, StreamDeclaration> known = new HashMap<>();
        for (StreamDeclaration stream : topology.model().streams()) {
            Set<String> ids = new TreeSet<>(topology.vertexIds());
            if (stream.node().get("from").filter(FluxNode::isScalar).isPresent()
                    && topology.vertex(stream.from()).isEmpty()
                    && !topology.isSystemComponent(stream.from())) {
                if (SystemStreams.isReserved(stream.from())) {
                    ids.addAll(topology.systemComponentIds());
                }
                findings.accept(Finding.error(
                                stream.position("from"),
                                "stream.from",
                                "'" + stream.from() + "' emits this stream, but there is no such spout or bolt")
                        .withHint(stream.from(), ids));
            }
            Optional<Declaration> to = topology.vertex(stream.to());
            if (stream.node().get("to").filter(FluxNode::isScalar).isPresent()
                    && to.filter(bolt -> bolt.kind() == Kind.BOLT).isEmpty()) {
                findings.accept(Finding.error(
                                stream.position("to"),
                                "stream.to",
                                "'" + stream.to() + "' consumes this stream, but "
                                        + (to.isPresent() ? "it is a spout" : "there is no such bolt"))
                        .withHint(
                                stream.to(),
                                topology.model().declarations(Kind.BOLT).stream()
                                        .map(Declaration::id)
                                        .collect(Collectors.toCollection(TreeSet::new))));
            }
            stream.grouping().ifPresent(grouping -> checkGrouping(stream, grouping, findings));
            emitted(topology, stream).ifPresent(streams -> checkStream(topology, stream, streams, findings));
            checkEvents(topology, stream, findings);
            if (stream.definition().isPresent()) {
                StreamDeclaration first =
                        known.putIfAbsent(List.of(stream.from(), stream.to(), stream.stream()), stream);
                if (first != null) {
                    findings.accept(Finding.error(
                            stream.position("from"),
                            "stream.twice",
                            "duplicate stream; the first is on line "
                                    + first.node().position().line() + ", and Storm uses only the last"));
                }
            }
        }
    }

    /** Returns the streams that the component at the start of a stream emits; empty if they are not known. */
    private static Optional<Map<String, StreamInfo>> emitted(CheckedTopology topology, StreamDeclaration stream) {
        return topology.isSystemComponent(stream.from()) || SystemStreams.isReserved(stream.stream())
                ? topology.systemStreams(stream.from())
                : topology.streams(stream.from());
    }

    /** Reports a stream of Storm, other than ticks, to a bolt of stages: its tuples contain no events, so the bolt fails and its worker ends. */
    private static void checkEvents(CheckedTopology topology, StreamDeclaration stream, Consumer<Finding> findings) {
        boolean ofStorm = SystemStreams.isReserved(stream.from()) || SystemStreams.isReserved(stream.stream());
        if (ofStorm && isOfStages(topology, stream) && !stream.stream().equals(Constants.SYSTEM_TICK_STREAM_ID)) {
            findings.accept(Finding.error(
                            stream.position("streamId"),
                            "stream.events",
                            "'" + stream.to() + "' processes events, and stream '" + stream.stream() + "' of '"
                                    + stream.from() + "' contains none")
                    .withHint("consume it in a bolt of another class"));
        }
    }

    /** True if the bolt at the end of a stream runs stages. */
    private static boolean isOfStages(CheckedTopology topology, StreamDeclaration stream) {
        return topology.vertex(stream.to())
                .flatMap(to -> topology.built(to, StageComponent.class))
                .isPresent();
    }

    private static void checkGrouping(StreamDeclaration stream, GroupingDef.Type grouping, Consumer<Finding> findings) {
        Optional<FluxNode> arguments = stream.grouping("args").filter(value -> !value.isNull());
        if (grouping == GroupingDef.Type.FIELDS && stream.arguments().isEmpty()) {
            findings.accept(
                    Finding.error(stream.position("type"), "grouping.args", "FIELDS needs the fields to group by")
                            .withHint("add args: [FIELD]"));
        } else if (grouping != GroupingDef.Type.FIELDS && arguments.isPresent()) {
            findings.accept(Finding.warning(
                    stream.grouping("args").orElseThrow().position(),
                    "grouping.args",
                    grouping + " takes no args, and Flux ignores these"));
        }
        if (grouping == GroupingDef.Type.CUSTOM && stream.custom().isEmpty()) {
            findings.accept(
                    Finding.error(stream.position("type"), "grouping.class", "CUSTOM needs the class to group by")
                            .withHint("add customClass: {className: ...}"));
        } else if (grouping != GroupingDef.Type.CUSTOM && stream.custom().isPresent()) {
            findings.accept(Finding.warning(
                    stream.grouping("customClass").orElseThrow().position(),
                    "grouping.class",
                    grouping + " takes no customClass, and Flux ignores this one"));
        }
    }

    private static void checkStream(
            CheckedTopology topology,
            StreamDeclaration stream,
            Map<String, StreamInfo> streams,
            Consumer<Finding> findings) {
        StreamInfo info = streams.get(stream.stream());
        if (info == null) {
            Finding unknown = Finding.error(
                    stream.position("streamId"),
                    "stream.unknown",
                    "'" + stream.from() + "' has no stream '" + stream.stream() + "'");
            findings.accept(
                    streams.isEmpty()
                            ? unknown.withHint("it emits no stream")
                            : unknown.withHint(stream.stream(), streams.keySet()));
            return;
        }
        Optional<GroupingDef.Type> grouping = stream.grouping();
        if (grouping.filter(type -> type == GroupingDef.Type.FIELDS).isPresent()) {
            checkFields(topology, stream, info, findings);
        }
        if (grouping.isPresent() && info.is_direct() != (grouping.get() == GroupingDef.Type.DIRECT)) {
            findings.accept(
                    info.is_direct()
                            ? Finding.error(
                                    stream.position("type"),
                                    "grouping.direct",
                                    "'" + stream.from() + "' selects the tasks of stream '" + stream.stream()
                                            + "' itself, so the grouping must be DIRECT")
                            : Finding.error(
                                            stream.position("type"),
                                            "grouping.direct",
                                            "'" + stream.from() + "' does not select the tasks of stream '"
                                                    + stream.stream() + "', so the grouping cannot be DIRECT")
                                    .withHint("group by " + GroupingDef.Type.LOCAL_OR_SHUFFLE));
        } else if (grouping.filter(type -> type == GroupingDef.Type.ALL).isPresent() && isOfStages(topology, stream)) {
            findings.accept(Finding.warning(
                            stream.position("type"),
                            "grouping.all",
                            "each task of '" + stream.to() + "' processes every event of this stream, so with several"
                                    + " tasks an event has several outputs")
                    .withHint("group by " + GroupingDef.Type.LOCAL_OR_SHUFFLE));
        }
    }

    private static void checkFields(
            CheckedTopology topology, StreamDeclaration stream, StreamInfo info, Consumer<Finding> findings) {
        boolean batches = topology.vertex(stream.from())
                .flatMap(vertex -> topology.build().built(vertex))
                .filter(built -> built instanceof StageComponent || built instanceof TopicSpout)
                .isPresent();
        for (FluxNode argument : stream.arguments()) {
            String field = argument.text();
            boolean declared = info.get_output_fields().contains(field);
            if (batches && (!declared || field.equals(StreamNames.EVENTS))) {
                findings.accept(Finding.error(
                                argument.position(),
                                "grouping.partition",
                                info.get_output_fields().contains(StreamNames.BUCKET)
                                        ? "'" + stream.from() + "' is partitioned; its batches can be grouped only by '"
                                                + StreamNames.BUCKET + "'"
                                        : "stream '" + stream.stream() + "' of '" + stream.from()
                                                + "' contains batches of events, which cannot be grouped by '" + field
                                                + "'")
                        .withHint(
                                stream.stream().equals(Utils.DEFAULT_STREAM_ID)
                                        ? "set the option partitionBy of '" + stream.from() + "', and group by "
                                                + StreamNames.BUCKET
                                        : "group by LOCAL_OR_SHUFFLE"));
            } else if (!declared) {
                findings.accept(Finding.error(
                                argument.position(),
                                "grouping.field",
                                "stream '" + stream.stream() + "' of '" + stream.from() + "' has no field '" + field
                                        + "'")
                        .withHint(field, info.get_output_fields()));
            }
        }
    }
}
