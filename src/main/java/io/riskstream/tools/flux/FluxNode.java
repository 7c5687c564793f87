package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
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
import org.yaml.snakeyaml.nodes.Tag;

/** A value in a Flux file, and its place. What an alias stands for has the place of its anchor. */
public final class FluxNode {
    /** A key of a map and its value. */
    public record Entry(FluxNode key, FluxNode value) {}

    private final FluxText text;
    private final Node node;

    FluxNode(FluxText text, Node node) {
        this.text = text;
        this.node = node;
    }

    Node yaml() {
        return node;
    }

    /** The scalar; of a map its first key, of a list its first element. */
    @SuppressWarnings("ReferenceEquality") // an anchor makes a node its own child
    public FilePosition place() {
        if (node instanceof MappingNode map
                && !map.getValue().isEmpty()
                && map.getValue().get(0).getKeyNode() != node) {
            return new FluxNode(text, map.getValue().get(0).getKeyNode()).place();
        } else if (node instanceof SequenceNode list
                && !list.getValue().isEmpty()
                && list.getValue().get(0) != node) {
            return new FluxNode(text, list.getValue().get(0)).place();
        }
        return text.place(node.getStartMark().getIndex(), node.getEndMark().getIndex());
    }

    /** Where this word stands in the scalar, if it is on the scalar's first line; else the scalar. */
    public FilePosition placeOf(String word) {
        FilePosition whole = place();
        String line = text.line(whole.line());
        int from = line.offsetByCodePoints(0, whole.column() - 1);
        int at = line.indexOf(word, from);
        return word.isEmpty() || at < 0 ? whole : text.place(whole.line(), at, word.length());
    }

    /** A place in the same file, by the index that SnakeYAML gives. */
    FilePosition placeAt(int index) {
        return text.place(index, index + 1);
    }

    int firstLine() {
        return text.place(node.getStartMark().getIndex(), node.getStartMark().getIndex() + 1)
                .line();
    }

    /** The last line that is a part of it. */
    int lastLine() {
        int end = Math.max(node.getStartMark().getIndex(), node.getEndMark().getIndex() - 1);
        return text.place(end, end + 1).line();
    }

    /** Whether it goes on over further lines. */
    public boolean spansLines() {
        return lastLine() > firstLine();
    }

    /** Whether a placeholder in it was not replaced. */
    boolean unresolved() {
        return leaves().anyMatch(leaf -> text.unresolved(leaf.firstLine(), leaf.lastLine()));
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** Whether there is nothing after the key, or a {@code null}. */
    public boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** Whether it begins with a tag that is not YAML's own. */
    boolean hasForeignTag() {
        return !node.getTag().startsWith(Tag.PREFIX);
    }

    /** Whether YAML takes it for a text, rather than for a number, a truth, a date or nothing. */
    public boolean isText() {
        return node.getTag().equals(Tag.STR);
    }

    /** The scalar as it is written, without quotes; empty of anything else. */
    public String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The elements of a list; none of anything else. */
    public List<FluxNode> list() {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream()
                        .map(element -> new FluxNode(text, element))
                        .toList()
                : List.of();
    }

    /** The entries of a map as they are written, doubles and merge keys among them; none of anything else. */
    List<Entry> written() {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(tuple -> new Entry(
                                new FluxNode(text, tuple.getKeyNode()), new FluxNode(text, tuple.getValueNode())))
                        .toList()
                : List.of();
    }

    /** The entries of a map as Flux sees them: of doubles the last, and what merge keys bring. */
    public Collection<Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Entry> own = new ArrayList<>();
        for (Entry entry : written()) {
            if (entry.key().isMerge()) {
                Stream<FluxNode> merged =
                        entry.value().isList() ? entry.value().list().stream() : Stream.of(entry.value());
                merged.flatMap(map -> map.entries().stream())
                        .forEach(brought -> entries.putIfAbsent(brought.key().text(), brought));
            } else {
                own.add(entry);
            }
        }
        own.forEach(entry -> entries.put(entry.key().text(), entry));
        return entries.values();
    }

    boolean isMerge() {
        return node.getTag().equals(Tag.MERGE);
    }

    /** The value of a key. */
    public Optional<FluxNode> get(String key) {
        return entry(key).map(Entry::value);
    }

    /** A key and its value. */
    public Optional<Entry> entry(String key) {
        return entries().stream()
                .filter(entry -> entry.key().text().equals(key))
                .findFirst();
    }

    /** The only key of a map that has just this one, such as {@code ref}. */
    public Optional<FluxNode> only(String key) {
        return isMap() && entries().size() == 1 ? get(key) : Optional.empty();
    }

    /** Every scalar in it, keys too, in the order of the file. */
    public Stream<FluxNode> leaves() {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().flatMap(FluxNode::both).flatMap(part -> new FluxNode(text, part)
                    .leaves());
        }
        return isList() ? list().stream().flatMap(FluxNode::leaves) : Stream.of(this);
    }

    private static Stream<Node> both(NodeTuple tuple) {
        return Stream.of(tuple.getKeyNode(), tuple.getValueNode());
    }
}
