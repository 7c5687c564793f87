package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import java.util.List;
import java.util.Optional;
import org.apache.storm.flux.model.GroupingDef;
import org.apache.storm.flux.model.StreamDef;
import org.apache.storm.utils.Utils;

/**
 * The declaration of a stream from one component to another in a Flux file.
 *
 * @param definition Flux's own definition; empty if Flux cannot read the declaration, for which there is a finding already
 * @param custom the class of a CUSTOM grouping
 */
public record StreamDeclaration(FluxNode node, Optional<StreamDef> definition, Optional<Declaration> custom) {
    /** Returns the id of the spout or bolt that emits the stream. */
    public String from() {
        return node.get("from").map(FluxNode::text).orElse("");
    }

    /** Returns the id of the bolt that consumes the stream. */
    public String to() {
        return node.get("to").map(FluxNode::text).orElse("");
    }

    /** Returns the id of the stream; Storm's default id if the file has none. */
    public String stream() {
        return grouping("streamId")
                .filter(id -> !id.isNull())
                .map(FluxNode::text)
                .orElse(Utils.DEFAULT_STREAM_ID);
    }

    /** Returns how Storm distributes the tuples among the tasks; empty if the file does not declare it. */
    public Optional<GroupingDef.Type> grouping() {
        return definition.map(StreamDef::getGrouping).map(GroupingDef::getType);
    }

    /** Returns the {@code args} of the grouping. */
    public List<FluxNode> arguments() {
        return grouping("args").map(FluxNode::list).orElse(List.of());
    }

    /** Returns the value of a key of the grouping. */
    public Optional<FluxNode> grouping(String key) {
        return node.get("grouping").flatMap(grouping -> grouping.get(key));
    }

    /** Returns the position of the value of a key; of the stream if it has no such key. */
    public FilePosition position(String key) {
        return node.get(key)
                .filter(FluxNode::isScalar)
                .map(FluxNode::position)
                .or(() -> grouping(key).map(FluxNode::position))
                .orElseGet(node::position);
    }
}
