package io.riskstream.yaml;

import io.riskstream.text.Nearest;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A map in a YAML file. */
public final class YamlMap {
    private final YamlNode node;
    private final Map<String, YamlNode> keys = new LinkedHashMap<>();
    private final Map<String, YamlNode> values = new LinkedHashMap<>();

    private YamlMap(YamlNode node) {
        this.node = node;
    }

    static YamlMap empty(YamlNode node) {
        return new YamlMap(node);
    }

    static YamlMap of(YamlFile file, YamlNode node, MappingNode mapping) {
        YamlMap map = new YamlMap(node);
        for (NodeTuple entry : mapping.getValue()) {
            Node keyNode = entry.getKeyNode();
            YamlNode key = YamlNode.of(file, keyNode);
            if (!(keyNode instanceof ScalarNode scalar)) {
                key.fault("a key must be a text, not " + key.shown());
            } else if (Tag.MERGE.equals(keyNode.getTag())) {
                key.fault("merge keys ('<<') are not known here; write the entries out");
            } else if (map.keys.putIfAbsent(scalar.getValue(), key) != null) {
                key.fault("'" + scalar.getValue() + "' is here twice; the first is on line "
                        + map.keys.get(scalar.getValue()).line());
            } else {
                map.values.put(scalar.getValue(), YamlNode.of(file, entry.getValueNode()));
            }
        }
        return map;
    }

    YamlMap allow(Collection<String> known) {
        keys.forEach((name, key) -> {
            if (!known.contains(name)) {
                key.fault("unknown key '" + name + "'; " + Nearest.hint(name, known));
            }
        });
        return this;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a key that must be there; a fault of the map if it is not. */
    public YamlNode get(String key) {
        YamlNode value = values.get(key);
        if (value != null) {
            return value;
        }
        // where there is no map, that has been said
        if (node.isMap()) {
            node.fault("'" + key + "' is missing");
        }
        return node.missing();
    }

    /** The value of a key that need not be there. */
    public Optional<YamlNode> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Every key and its value, in the file's order: for maps whose keys the file makes up. */
    public Map<String, YamlNode> entries() {
        return Collections.unmodifiableMap(values);
    }

    /** The key itself, as a node: for faults that lie in the key. The map's own node if there is no such key. */
    public YamlNode key(String key) {
        return keys.getOrDefault(key, node);
    }

    /** The map as a node: for faults that lie in the whole. */
    public YamlNode node() {
        return node;
    }
}
