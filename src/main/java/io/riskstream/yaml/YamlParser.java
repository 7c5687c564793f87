package io.riskstream.yaml;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Parses the text of a YAML file into nodes with positions. SnakeYAML's limits apply: 3 MB, 50 levels, 50 aliases of collections. A file whose
 * aliases expand to more than {@value #MAX_NODES} nodes is rejected.
 */
public final class YamlParser {
    private static final int MAX_NODES = 100_000;
    private static final int MAX_DEPTH = 50;

    private int nodes;

    private YamlParser() {}

    /**
     * Returns the root node; empty if the file has no content.
     *
     * @throws ConfigurationException with one problem with a position, if the text is not well-formed YAML or is too big
     */
    public static Optional<Node> parse(YamlText text) {
        try {
            Optional<Node> root = Optional.ofNullable(compose(text.text()));
            root.ifPresent(node -> new YamlParser().count(node, 1));
            return root;
        } catch (MarkedYAMLException e) {
            throw new ConfigurationException(SyntaxErrorLocator.locate(text, e), e);
        } catch (ReaderException e) {
            FilePosition position = text.position(e.getPosition(), e.getPosition() + 1);
            throw new ConfigurationException(
                    ConfigurationProblem.inFile(position, "a character that YAML does not allow"), e);
        } catch (YAMLException e) {
            throw new ConfigurationException(
                    ConfigurationProblem.inFile(FilePosition.start(text.file()), e.getMessage()), e);
        }
    }

    static Node compose(String text) {
        return new Yaml(new LoaderOptions()).compose(new StringReader(text));
    }

    /** Counts nodes as if each alias were written out. An alias may also refer to a node that contains it. */
    private void count(Node node, int depth) {
        nodes++;
        if (nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new YAMLException("its aliases are nested too deeply or expand to too many nodes");
        }
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                count(element, depth + 1);
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                count(entry.getKeyNode(), depth + 1);
                count(entry.getValueNode(), depth + 1);
            }
        }
    }
}
