package io.riskstream.yaml;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One value in a YAML file, and its place. Asked for something it is not, it notes a fault and answers with a stand-in, so that a reader finds
 * all faults in one go; see {@link YamlFile#read}.
 */
public final class YamlNode {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final int SHOWN_LENGTH = 40;

    private final YamlFile file;
    private final Optional<Node> node;
    private final YamlPosition place;

    private YamlNode(YamlFile file, Optional<Node> node, YamlPosition place) {
        this.file = file;
        this.node = node;
        this.place = place;
    }

    static YamlNode of(YamlFile file, Node node) {
        return new YamlNode(file, Optional.of(node), YamlPosition.of(node.getStartMark()));
    }

    /** Stands for a value that is not there, which has been said already: it notes no further fault of type. */
    YamlNode missing() {
        return new YamlNode(file, Optional.empty(), place);
    }

    public int line() {
        return place.line();
    }

    public int column() {
        return place.column();
    }

    public boolean isMap() {
        return node.orElse(null) instanceof MappingNode;
    }

    public boolean isList() {
        return node.orElse(null) instanceof SequenceNode;
    }

    /** Whether this is a number, written as in JSON. */
    public boolean isNumber() {
        return plain(NUMBER).isPresent();
    }

    /** Whether there is nothing after the key, or a {@code null}. */
    public boolean isNull() {
        return node.isPresent() && node.get().getTag().equals(Tag.NULL);
    }

    /** This as a map with no other keys than these; each other one is a fault, with the nearest of these. */
    public YamlMap map(String... knownKeys) {
        return map().allow(List.of(knownKeys));
    }

    /** This as a map whose keys the file makes up. */
    public YamlMap map() {
        if (isMap()) {
            return YamlMap.of(file, this, (MappingNode) node.get());
        }
        expected("a map");
        return YamlMap.empty(missing());
    }

    /** This as a list. */
    public List<YamlNode> list() {
        if (isList()) {
            return ((SequenceNode) node.get())
                    .getValue().stream().map(element -> of(file, element)).toList();
        }
        expected("a list");
        return List.of();
    }

    /** This as a text. Numbers and truths are texts too, as they are written; an empty text is a fault. */
    public String text() {
        Optional<ScalarNode> scalar = scalar();
        if (scalar.isPresent() && !scalar.get().getValue().isBlank()) {
            return scalar.get().getValue();
        }
        expected("a text");
        return "";
    }

    /** A scalar's text as it is, also an empty one; empty for a map, a list, and nothing. */
    public Optional<String> scalarText() {
        return scalar().map(ScalarNode::getValue);
    }

    /** Whether this is a text without quotes, such as a number is. */
    public boolean isPlain() {
        return scalar().filter(ScalarNode::isPlain).isPresent();
    }

    /** Whether this is a list or a map in brackets. */
    public boolean isFlow() {
        return node.orElse(null) instanceof CollectionNode<?> collection
                && collection.getFlowStyle() == DumperOptions.FlowStyle.FLOW;
    }

    /** Where in the file's text this is, for those who write it anew. */
    public YamlSpan span() {
        return node.isPresent() ? YamlSpan.of(file.source().text(), node.get()) : new YamlSpan(0, 0);
    }

    /** This as a finite number, written as in JSON. */
    public double number() {
        Optional<String> plain = plain(NUMBER);
        if (plain.isPresent() && Double.isFinite(Double.parseDouble(plain.get()))) {
            return Double.parseDouble(plain.get());
        }
        expected("a number");
        return 0;
    }

    /** This as a whole number of 64 bits, without a decimal point. */
    public long integer() {
        try {
            Optional<String> plain = plain(INTEGER);
            if (plain.isPresent()) {
                return Long.parseLong(plain.get());
            }
            expected("a whole number");
        } catch (NumberFormatException tooBig) {
            expected("a whole number of 64 bits");
        }
        return 0;
    }

    /** This as {@code true} or {@code false}; YAML's other words for them are faults. */
    public boolean bool() {
        Optional<String> plain = scalar().filter(ScalarNode::isPlain).map(ScalarNode::getValue);
        if (plain.isPresent() && (plain.get().equals("true") || plain.get().equals("false"))) {
            return plain.get().equals("true");
        }
        expected("true or false");
        return false;
    }

    /** Notes a fault at this place; the message has no place of its own, and is one line. */
    public void fault(String message) {
        file.fault(place, message);
    }

    /**
     * Notes a fault inside this text, such as in an expression.
     *
     * @param offset where in {@link #text}, in chars; shown as the very character of the file, or as the whole text where that is a folded block ({@code >})
     *     with lines that are not folded
     */
    public void fault(int offset, String message) {
        YamlPosition at = node.isPresent() && node.get() instanceof ScalarNode scalar
                ? new ScalarPositions(file.source().text(), scalar).of(offset)
                : place;
        file.fault(at, message);
    }

    private Optional<String> plain(Pattern pattern) {
        return scalar().filter(ScalarNode::isPlain).map(ScalarNode::getValue).filter(value -> pattern.matcher(value)
                .matches());
    }

    private Optional<ScalarNode> scalar() {
        return node.filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast)
                .filter(scalar -> !scalar.getTag().equals(Tag.NULL))
                .filter(scalar -> scalar.getTag().startsWith(Tag.PREFIX));
    }

    private void expected(String what) {
        if (node.isPresent()) {
            fault("expected " + what + ", not " + shown());
        }
    }

    /** What this is, for messages. */
    String shown() {
        if (node.isEmpty() || isNull()) {
            return "nothing";
        } else if (isMap()) {
            return "a map";
        } else if (isList()) {
            return "a list";
        }
        ScalarNode scalar = (ScalarNode) node.get();
        if (!scalar.getTag().startsWith(Tag.PREFIX)) {
            return "something of YAML tag " + scalar.getTag() + "; a text that begins with '!' stands in quotes";
        }
        String value = scalar.getValue();
        String cut = value.length() > SHOWN_LENGTH ? value.substring(0, SHOWN_LENGTH) + "..." : value;
        return switch (scalar.getScalarStyle()) {
            case PLAIN -> "'" + cut + "'";
            case SINGLE_QUOTED, DOUBLE_QUOTED, LITERAL, FOLDED -> "the text \"" + cut + "\"";
        };
    }

    /** {@code line:column}. */
    @Override
    public String toString() {
        return place.toString();
    }
}
