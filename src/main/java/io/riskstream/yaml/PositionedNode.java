package io.riskstream.yaml;

import io.riskstream.text.FilePosition;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A node of a YAML file with its position. A node that an alias refers to has the position of its anchor. */
public class PositionedNode {
    private final YamlText text;
    private final Node node;

    /** Creates a node of a parsed text. */
    protected PositionedNode(YamlText text, Node node) {
        this.text = text;
        this.node = node;
    }

    /** Returns the node as SnakeYAML represents it. */
    protected final Node yaml() {
        return node;
    }

    /** Returns the position of the node; the position of a block map is that of its first key, the position of a block list that of its first dash. */
    public FilePosition position() {
        int from = node.getStartMark().getIndex();
        return text.position(
                from, node instanceof ScalarNode ? node.getEndMark().getIndex() : from + 1);
    }

    /**
     * Returns the position of a part of a scalar; of any other node the position of the node.
     *
     * @param offset the start of the part in the value, in chars. The exact character is found in all styles but a folded block ({@code >})
     *     with lines that are not folded, of which this returns the start.
     * @param length in characters
     */
    public final FilePosition position(int offset, int length) {
        if (!(node instanceof ScalarNode scalar)) {
            return position();
        }
        int from = ScalarPositions.index(text.text(), scalar, offset);
        return text.position(from, from + length);
    }

    /** True if this is a map. */
    public final boolean isMap() {
        return node instanceof MappingNode;
    }

    /** True if this is a list. */
    public final boolean isList() {
        return node instanceof SequenceNode;
    }

    /** True if this is a scalar. */
    public final boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** True if nothing follows the key, or {@code null} does. */
    public final boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** True if YAML reads this as a text, not as a number, a boolean, a date or null. */
    public final boolean isString() {
        return node.getTag().equals(Tag.STR);
    }

    /** True if this has the tag of bytes in base 64, {@code !!binary}. */
    public final boolean isBinary() {
        return node.getTag().equals(Tag.BINARY);
    }

    /** True if this has a tag that does not belong to YAML, such as {@code !custom}. */
    public final boolean hasForeignTag() {
        return !node.getTag().startsWith(Tag.PREFIX);
    }

    /** True if this is a merge key, {@code <<}. */
    public final boolean isMerge() {
        return node.getTag().equals(Tag.MERGE);
    }

    /** True if this is a scalar without quotes, such as a number, but not null. */
    public final boolean isPlain() {
        return node instanceof ScalarNode scalar && scalar.isPlain() && !isNull();
    }

    /** True if this is a list or a map in brackets. */
    public final boolean isFlow() {
        return node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.FLOW;
    }
}
