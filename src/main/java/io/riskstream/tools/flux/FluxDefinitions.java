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
 * Turns parts of a Flux file into Flux's own definitions, by the library and the settings that Flux uses. Part by part, so that one that Flux
 * refuses does not hide the others.
 */
final class FluxDefinitions {
    /** Held here, because java.util.logging holds its loggers weakly. */
    private static final Logger SNAKEYAML = Logger.getLogger("org.yaml.snakeyaml.introspector");

    static {
        // SnakeYAML warns of each list of TopologyDef, whose fields have other names than the properties.
        SNAKEYAML.setLevel(Level.SEVERE);
    }

    private final PropertyUtils beans = new PropertyUtils();

    /** Flux's own constructor of definitions. */
    private static final class Beans extends Constructor {
        Beans(PropertyUtils known) {
            super(TopologyDef.class, new LoaderOptions());
            setPropertyUtils(known);
            TypeDescription topology = new TypeDescription(TopologyDef.class);
            topology.addPropertyParameters("spouts", SpoutDef.class);
            topology.addPropertyParameters("bolts", BoltDef.class);
            topology.addPropertyParameters("includes", IncludeDef.class);
            addTypeDescription(topology);
        }

        Object make(MappingNode node, Class<?> type) {
            node.setType(type);
            node.setUseClassConstructor(true);
            return constructDocument(node);
        }
    }

    /** The keys that Flux knows in a map of this kind, with what each takes. */
    Map<String, Property> keys(Class<?> bean) {
        return beans.getProperties(bean).stream()
                .filter(Property::isWritable)
                .collect(Collectors.toMap(Property::getName, property -> property));
    }

    /**
     * A topology of which Flux knows this key alone.
     *
     * @throws RuntimeException if Flux refuses it; it is Flux and YAML that decide what they throw
     */
    TopologyDef topology(String key, Node value) {
        return (TopologyDef) with(TopologyDef.class, key, value);
    }

    /** A topology whose list of this key has this one element. */
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

    /** A definition with one key alone. */
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
        return new Beans(beans).make(map, bean);
    }
}
