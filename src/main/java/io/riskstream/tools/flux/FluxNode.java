package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.yaml.PositionedNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A value in a Flux file and its position, with the values of placeholders and the meaning of merge keys as Flux has them. */
public final class FluxNode extends PositionedNode {
    /** A key of a map and its value. */
    public record Entry(FluxNode key, FluxNode value) {}

    private final FluxText text;

    FluxNode(FluxText text, Node node) {
        super(text, node);
        this.text = text;
    }

    private FluxNode inSameFile(Node node) {
        return new FluxNode(text, node);
    }

    /** Returns the node as SnakeYAML represents it, with placeholders replaced. */
    Node definition() {
        return yaml();
    }

    /** Returns the position of the scalar; the position of a map is that of its first key, the position of a list that of its first element. */
    @Override
    public FilePosition position() {
        if (yaml() instanceof MappingNode map && !map.getValue().isEmpty()) {
            return inSameFile(map.getValue().get(0).getKeyNode()).position();
        } else if (yaml() instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return inSameFile(list.getValue().get(0)).position();
        }
        return text.position(
                yaml().getStartMark().getIndex(), yaml().getEndMark().getIndex());
    }

    /** Returns the position of a part of the scalar; the position of the scalar if it does not contain the part. */
    public FilePosition positionOf(String part) {
        int offset = text().indexOf(part);
        return part.isEmpty() || offset < 0 ? position() : position(offset, part.codePointCount(0, part.length()));
    }

    /** Returns the position of a character of the same file. */
    FilePosition positionAt(int index) {
        return text.position(index, index + 1);
    }

    private int firstLine() {
        return positionAt(yaml().getStartMark().getIndex()).line();
    }

    private int lastLine() {
        return positionAt(Math.max(
                        yaml().getStartMark().getIndex(), yaml().getEndMark().getIndex() - 1))
                .line();
    }

    /** True if the value continues on further lines. */
    public boolean spansLines() {
        return lastLine() > firstLine();
    }

    /** True if Flux does not replace a placeholder in it. */
    boolean hasUnresolvedPlaceholder() {
        return leaves().anyMatch(leaf -> text.hasUnresolvedPlaceholder(leaf.firstLine(), leaf.lastLine()));
    }

    /** Returns the scalar as it is written, without quotes; an empty text for any other node. */
    public String text() {
        return yaml() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** Returns what this is, for messages: its kind, or a scalar's text in quotes. */
    public String description() {
        if (isNull()) {
            return "nothing";
        } else if (isMap()) {
            return "a map";
        }
        return isList() ? "a list" : "'" + text() + "'";
    }

    /** Returns the elements of a list; none for any other node. */
    public List<FluxNode> list() {
        return yaml() instanceof SequenceNode sequence
                ? sequence.getValue().stream().map(this::inSameFile).toList()
                : List.of();
    }

    /** Returns the entries of a map as they are written, with duplicate keys and merge keys; none for any other node. */
    List<Entry> rawEntries() {
        return yaml() instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(tuple -> new Entry(inSameFile(tuple.getKeyNode()), inSameFile(tuple.getValueNode())))
                        .toList()
                : List.of();
    }

    /** Returns the entries of a map as Flux reads them: the last of duplicate keys, and the entries of merged maps. */
    public Collection<Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Entry> own = new ArrayList<>();
        for (Entry entry : rawEntries()) {
            if (entry.key().isMerge()) {
                Stream<FluxNode> merged =
                        entry.value().isList() ? entry.value().list().stream() : Stream.of(entry.value());
                merged.flatMap(map -> map.entries().stream())
                        .forEach(
                                inherited -> entries.putIfAbsent(inherited.key().text(), inherited));
            } else {
                own.add(entry);
            }
        }
        own.forEach(entry -> entries.put(entry.key().text(), entry));
        return entries.values();
    }

    /** Returns the value of a key. */
    public Optional<FluxNode> get(String key) {
        return entry(key).map(Entry::value);
    }

    /** Returns a key and its value. */
    public Optional<Entry> entry(String key) {
        return entries().stream()
                .filter(entry -> entry.key().text().equals(key))
                .findFirst();
    }

    /** Returns the value of the only key of a map, such as {@code ref}; empty if the map has another key. */
    public Optional<FluxNode> only(String key) {
        return isMap() && entries().size() == 1 ? get(key) : Optional.empty();
    }

    /** Returns every scalar in this value, keys included, in the order of the file. */
    public Stream<FluxNode> leaves() {
        if (yaml() instanceof MappingNode mapping) {
            return mapping.getValue().stream().flatMap(FluxNode::keyAndValue).flatMap(part -> inSameFile(part)
                    .leaves());
        }
        return isList() ? list().stream().flatMap(FluxNode::leaves) : Stream.of(this);
    }

    private static Stream<Node> keyAndValue(NodeTuple tuple) {
        return Stream.of(tuple.getKeyNode(), tuple.getValueNode());
    }
}
