package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import java.util.List;
import java.util.Optional;
import org.apache.storm.flux.model.GroupingDef;
import org.apache.storm.flux.model.StreamDef;
import org.apache.storm.utils.Utils;

/**
 * A stream from one component to another, as a Flux file wires it.
 *
 * @param definition as Flux itself reads it; empty if Flux cannot, which is a finding already
 * @param custom the class of a CUSTOM grouping
 */
public record StreamDeclaration(FluxNode node, Optional<StreamDef> definition, Optional<Declaration> custom) {
    public String from() {
        return node.get("from").map(FluxNode::text).orElse("");
    }

    public String to() {
        return node.get("to").map(FluxNode::text).orElse("");
    }

    /** The stream's id; Storm's default one if the file does not say. */
    public String stream() {
        return grouping("streamId")
                .filter(id -> !id.isNull())
                .map(FluxNode::text)
                .orElse(Utils.DEFAULT_STREAM_ID);
    }

    /** How its tuples are divided among the tasks; empty if that is missing. */
    public Optional<GroupingDef.Type> grouping() {
        return definition.map(StreamDef::getGrouping).map(GroupingDef::getType);
    }

    /** What the grouping's {@code args} say. */
    public List<FluxNode> arguments() {
        return grouping("args").map(FluxNode::list).orElse(List.of());
    }

    /** The value of a key of the grouping. */
    public Optional<FluxNode> grouping(String key) {
        return node.get("grouping").flatMap(grouping -> grouping.get(key));
    }

    /** Where a key's value stands; the stream's beginning without it. */
    public FilePosition place(String key) {
        return node.get(key)
                .filter(FluxNode::isScalar)
                .map(FluxNode::place)
                .or(() -> grouping(key).map(FluxNode::place))
                .orElseGet(node::place);
    }
}
