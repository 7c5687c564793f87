package io.riskstream.yaml;

import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A part of the text of a file.
 *
 * @param from the index of the first char
 * @param to the index after the last char
 */
public record YamlSpan(int from, int to) {
    /** Returns the part that represents a value, without the comments that follow it. */
    static YamlSpan of(String text, Node node) {
        int from = offset(text, node.getStartMark());
        int to = offset(text, last(node).getEndMark());
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--; // a block scalar ends where the next value begins
        }
        return new YamlSpan(from, to);
    }

    private static int offset(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    /** Returns the last scalar or bracketed value inside a node. The end mark of a block list or map is the start of the next node, so it is not usable. */
    private static Node last(Node node) {
        if (node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() == org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK) {
            List<?> parts = collection.getValue();
            if (node instanceof MappingNode mapping && !parts.isEmpty()) {
                NodeTuple entry = mapping.getValue().get(parts.size() - 1);
                return last(entry.getValueNode());
            } else if (node instanceof SequenceNode sequence && !parts.isEmpty()) {
                return last(sequence.getValue().get(parts.size() - 1));
            }
        }
        return node;
    }
}
