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
 * @param from the start, in chars
 * @param to in chars, what is there no longer part of it
 */
public record YamlSpan(int from, int to) {
    /** From where a value begins to the end of the last that is written of it, so without the comments that follow. */
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

    /** What a value without brackets ends in: the end of such a one itself is the beginning of the next. */
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
