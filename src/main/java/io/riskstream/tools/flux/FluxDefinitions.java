package io.riskstream.tools.flux;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.BoltDef;
import org.apache.storm.flux.model.IncludeDef;
import org.apache.storm.flux.model.SpoutDef;
import org.apache.storm.flux.model.TopologyDef;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.TypeDescription;
import org.yaml.snakeyaml.constructor.Constructor;
import org.yaml.snakeyaml.introspector.Property;
import org.yaml.snakeyaml.introspector.PropertyUtils;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Converts parts of a Flux file into Flux's own definitions, with the YAML library and the settings of Flux. Each part is converted alone, so that a
 * part that Flux rejects does not hide the others.
 */
final class FluxDefinitions {
    /** A field, because java.util.logging refers to its loggers only weakly. */
    private static final Logger SNAKEYAML = Logger.getLogger("org.yaml.snakeyaml.introspector");

    static {
        // SnakeYAML logs a warning for each list of TopologyDef, because its fields have other names than its
        // properties
        SNAKEYAML.setLevel(Level.SEVERE);
    }

    private final PropertyUtils properties = new PropertyUtils();

    /** Constructs definitions as Flux does. */
    private static final class DefinitionConstructor extends Constructor {
        DefinitionConstructor(PropertyUtils properties) {
            super(TopologyDef.class, new LoaderOptions());
            setPropertyUtils(properties);
            TypeDescription topology = new TypeDescription(TopologyDef.class);
            topology.addPropertyParameters("spouts", SpoutDef.class);
            topology.addPropertyParameters("bolts", BoltDef.class);
            topology.addPropertyParameters("includes", IncludeDef.class);
            addTypeDescription(topology);
        }

        Object construct(MappingNode node, Class<?> type) {
            node.setType(type);
            node.setUseClassConstructor(true);
            return constructDocument(node);
        }
    }

    /** Returns the keys that Flux knows in a map of this kind, with the type of each value. */
    Map<String, Property> keys(Class<?> bean) {
        return properties.getProperties(bean).stream()
                .filter(Property::isWritable)
                .collect(Collectors.toMap(Property::getName, property -> property));
    }

    /**
     * Returns a topology with one key.
     *
     * @throws RuntimeException if Flux rejects the value; the type depends on Flux and SnakeYAML
     */
    TopologyDef topology(String key, Node value) {
        return (TopologyDef) with(TopologyDef.class, key, value);
    }

    /** Returns a topology with a list of one element. */
    TopologyDef topologyOf(String key, Node element) {
        return topology(
                key,
                new SequenceNode(
                        Tag.SEQ,
                        true,
                        List.of(element),
                        element.getStartMark(),
                        element.getEndMark(),
                        FlowStyle.BLOCK));
    }

    /** Returns a definition with one key. */
    Object with(Class<?> bean, String key, Node value) {
        Node name = new ScalarNode(
                Tag.STR,
                key,
                value.getStartMark(),
                value.getEndMark(),
                org.yaml.snakeyaml.DumperOptions.ScalarStyle.PLAIN);
        MappingNode map = new MappingNode(
                Tag.MAP,
                true,
                new java.util.ArrayList<>(List.of(new NodeTuple(name, value))),
                value.getStartMark(),
                value.getEndMark(),
                FlowStyle.BLOCK);
        return new DefinitionConstructor(properties).construct(map, bean);
    }
}
