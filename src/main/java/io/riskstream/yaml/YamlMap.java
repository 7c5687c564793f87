package io.riskstream.yaml;

import io.riskstream.text.Nearest;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;

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

    static YamlMap of(YamlNode node, MappingNode mapping) {
        YamlMap map = new YamlMap(node);
        for (NodeTuple entry : mapping.getValue()) {
            YamlNode key = node.inSameFile(entry.getKeyNode());
            if (!key.isScalar()) {
                key.addProblem("a key must be a text, not " + key.description());
            } else if (key.isMerge()) {
                key.addProblem("merge keys ('<<') are not allowed here; write the entries out");
            } else {
                map.put(key, node.inSameFile(entry.getValueNode()));
            }
        }
        return map;
    }

    private void put(YamlNode key, YamlNode value) {
        String name = key.value();
        YamlNode first = keys.putIfAbsent(name, key);
        if (first == null) {
            values.put(name, value);
        } else {
            key.addProblem("duplicate key '" + name + "'; the first is on line " + first.line());
        }
    }

    YamlMap allow(Collection<String> known) {
        keys.forEach((name, key) -> {
            if (!known.contains(name)) {
                key.addProblem("unknown key '" + name + "'", Nearest.hint(name, known));
            }
        });
        return this;
    }

    /** True if the map has a key. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Returns the value of a required key. A missing key is a problem of the map. */
    public YamlNode get(String key) {
        YamlNode value = values.get(key);
        if (value != null) {
            return value;
        }
        // a node that is not a map has that problem already
        if (node.isMap()) {
            node.addProblem("'" + key + "' is missing");
        }
        return node.missing();
    }

    /** Returns the value of an optional key. */
    public Optional<YamlNode> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Returns every key with its value, in the order of the file. Use it for maps whose keys the author of the file chooses. */
    public Map<String, YamlNode> entries() {
        return Collections.unmodifiableMap(values);
    }

    /** Returns the key as a node, for problems of the key; the node of the map if there is no such key. */
    public YamlNode key(String key) {
        return keys.getOrDefault(key, node);
    }

    /** Returns the map as a node, for problems of the whole map. */
    public YamlNode node() {
        return node;
    }
}
