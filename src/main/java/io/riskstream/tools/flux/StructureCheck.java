package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.storm.flux.model.BeanDef;
import org.apache.storm.flux.model.BoltDef;
import org.apache.storm.flux.model.ConfigMethodDef;
import org.apache.storm.flux.model.GroupingDef;
import org.apache.storm.flux.model.IncludeDef;
import org.apache.storm.flux.model.ObjectDef;
import org.apache.storm.flux.model.PropertyDef;
import org.apache.storm.flux.model.SpoutDef;
import org.apache.storm.flux.model.StreamDef;
import org.apache.storm.flux.model.TopologySourceDef;
import org.apache.storm.flux.model.WorkerHookDef;
import org.apache.storm.topology.IComponent;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.introspector.Property;

/** Finds what is wrong with the shape of a Flux file: keys that Flux does not know, that are there twice or are missing, and values of the wrong type. */
final class StructureCheck {
    /** What each kind of map must have. */
    private static final Map<Class<?>, List<String>> REQUIRED = Map.ofEntries(
            Map.entry(BeanDef.class, List.of("id", "className")),
            Map.entry(SpoutDef.class, List.of("id", "className")),
            Map.entry(BoltDef.class, List.of("id", "className")),
            Map.entry(WorkerHookDef.class, List.of("id", "className")),
            Map.entry(TopologySourceDef.class, List.of("className")),
            Map.entry(ObjectDef.class, List.of("className")),
            Map.entry(PropertyDef.class, List.of("name")),
            Map.entry(ConfigMethodDef.class, List.of("name")),
            Map.entry(StreamDef.class, List.of("from", "to", "grouping")),
            Map.entry(GroupingDef.class, List.of("type")),
            Map.entry(IncludeDef.class, List.of("file")));

    private static final Set<Class<?>> BEANS = Set.copyOf(REQUIRED.keySet());

    private final FluxDefinitions definitions;
    private final Consumer<Finding> findings;
    private final Map<Class<?>, Map<String, Property>> keys = new HashMap<>();

    StructureCheck(FluxDefinitions definitions, Consumer<Finding> findings) {
        this.definitions = definitions;
        this.findings = findings;
    }

    /** Keys that are in a map twice, in this map and all that it holds; Flux takes the last without a word. */
    void checkDoubles(FluxNode node) {
        Map<String, FluxNode> seen = new HashMap<>();
        for (FluxNode.Entry entry : node.written()) {
            FluxNode first = seen.putIfAbsent(entry.key().text(), entry.key());
            if (first != null && entry.key().isScalar() && !entry.key().isMerge()) {
                findings.accept(Finding.error(
                        entry.key().place(),
                        "yaml.duplicate",
                        "'" + entry.key().text() + "' is here twice; the first is on line "
                                + first.place().line()));
            }
            checkDoubles(entry.value());
        }
        node.list().forEach(this::checkDoubles);
    }

    /** What must be there and is not, in a map of this kind and those in it. True if nothing is missing. */
    boolean checkPresent(FluxNode node, Class<?> bean) {
        if (!node.isMap()) {
            return true;
        }
        boolean whole = true;
        for (String required : REQUIRED.getOrDefault(bean, List.of())) {
            Optional<FluxNode.Entry> entry = node.entry(required);
            boolean empty = entry.isPresent()
                    && (entry.get().value().isNull()
                            || entry.get().value().isScalar()
                                    && entry.get().value().text().isBlank());
            if (entry.isEmpty() || empty) {
                whole = false;
                if (entry.isPresent() || !misspelt(node, bean, required)) {
                    findings.accept(missing(
                            node, required, entry.map(FluxNode.Entry::key).map(FluxNode::place)));
                }
            }
        }
        for (FluxNode.Entry entry : node.entries()) {
            Property property = keys(bean).get(entry.key().text());
            if (property != null) {
                Class<?> inside = inside(property);
                for (FluxNode part : entry.value().isList() ? entry.value().list() : List.of(entry.value())) {
                    whole &= !BEANS.contains(inside) || checkPresent(part, inside);
                }
            }
        }
        return whole;
    }

    /** Whether an unknown key is there in its stead, which is told with what was meant. */
    private boolean misspelt(FluxNode node, Class<?> bean, String required) {
        Set<String> known = keys(bean).keySet();
        return node.entries().stream()
                .map(entry -> entry.key().text())
                .filter(key -> !known.contains(key))
                .anyMatch(key -> Nearest.to(key, known).filter(required::equals).isPresent());
    }

    private Finding missing(FluxNode node, String required, Optional<FilePosition> key) {
        if (key.isPresent()) {
            return Finding.error(key.get(), "yaml.missing", "'" + required + "' has no value");
        }
        Finding missing = Finding.error(node.place(), "yaml.missing", "'" + required + "' is missing");
        return required.equals("grouping") ? missing.hinting("add grouping: {type: LOCAL_OR_SHUFFLE}") : missing;
    }

    /**
     * Why Flux refuses this.
     *
     * @param refusal what it threw over the whole, told if nothing better is found
     */
    void diagnose(FluxNode node, Class<?> bean, RuntimeException refusal) {
        Optional<FluxNode> tagged =
                node.leaves().filter(FluxNode::hasForeignTag).findFirst();
        if (tagged.isPresent()) {
            findings.accept(Finding.error(
                            tagged.get().place(),
                            "yaml.tag",
                            "a text that begins with '!' is a tag to YAML, and none that Flux knows")
                    .hinting("put it in quotes"));
        } else if (!findFaults(node, bean)) {
            findings.accept(refused(node, refusal));
        }
    }

    /** What Flux says, where YAML says it is. */
    static Finding refused(FluxNode node, RuntimeException refusal) {
        FilePosition place = node.place();
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
                int index = marked.getProblemMark().getIndex();
                place = node.placeAt(index);
            }
        }
        return Finding.error(place, "yaml.refused", "Flux cannot read this: " + rootMessage(refusal));
    }

    /** Whether a fault was found. */
    private boolean findFaults(FluxNode node, Class<?> bean) {
        if (!node.isMap()) {
            findings.accept(Finding.error(
                    node.place(),
                    "yaml.type",
                    "expected a map with the keys "
                            + String.join(", ", new TreeSet<>(keys(bean).keySet())) + ", not " + shown(node)));
            return true;
        }
        boolean found = false;
        for (FluxNode.Entry entry : node.entries()) {
            Property property = keys(bean).get(entry.key().text());
            if (property == null && bean == BeanDef.class && isVertex(node)) {
                findings.accept(Finding.error(node.place(), "yaml.key", "a spout or a bolt is listed under components")
                        .hinting("is 'spouts:' or 'bolts:' missing above it?"));
                return true;
            } else if (property == null) {
                findings.accept(unknownKey(entry.key(), keys(bean).keySet()));
                found = true;
            } else if (!fits(bean, property, entry.value())) {
                boolean deeper = false;
                Class<?> inside = inside(property);
                if (BEANS.contains(inside)) {
                    for (FluxNode part : entry.value().isList() ? entry.value().list() : List.of(entry.value())) {
                        deeper |= (entry.value().isList() || property.getType() == inside) && findFaults(part, inside);
                    }
                }
                if (!deeper) {
                    findings.accept(wrongType(entry, property));
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean isVertex(FluxNode node) {
        try {
            String name = node.get("className").map(FluxNode::text).orElse("");
            return IComponent.class.isAssignableFrom(Class.forName(name, false, StructureCheck.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    Finding unknownKey(FluxNode key, Collection<String> known) {
        return Finding.error(key.place(), "yaml.key", "unknown key '" + key.text() + "'")
                .hinting(key.text(), known);
    }

    /** A value that Flux does not take for this key. */
    Finding wrongType(FluxNode.Entry entry, Property property) {
        FluxNode value = entry.value();
        Class<?> type = property.getType();
        FilePosition place = value.isNull() ? entry.key().place() : value.place();
        String name = "'" + entry.key().text() + "'";
        if (type.isEnum()) {
            List<String> words =
                    Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList();
            return Finding.error(place, "yaml.choice", name + " cannot be '" + value.text() + "'")
                    .hinting(value.text(), words);
        }
        if (value.isList() && List.class.isAssignableFrom(type)) {
            return misreferred(value)
                    .orElseGet(() ->
                            Finding.error(place, "yaml.type", name + " holds something that Flux does not take there"));
        }
        return Finding.error(place, "yaml.type", name + " takes " + expected(type) + ", not " + shown(value));
    }

    /** An argument that looks like a reference, and is none that Flux can take. */
    private static Optional<Finding> misreferred(FluxNode arguments) {
        for (FluxNode argument : arguments.list()) {
            Optional<FluxNode> ref = argument.only("ref").filter(id -> !id.isText());
            if (ref.isPresent()) {
                return Optional.of(Finding.error(
                        ref.get().place(), "ref.type", "'ref' takes the id of one component, not " + shown(ref.get())));
            }
            Optional<FluxNode> list = argument.only("reflist").filter(ids -> !ids.isList());
            if (list.isPresent()) {
                return Optional.of(Finding.error(
                        list.get().place(), "ref.type", "'reflist' takes a list of ids, not " + shown(list.get())));
            }
        }
        return Optional.empty();
    }

    private boolean fits(Class<?> bean, Property property, FluxNode value) {
        try {
            definitions.with(bean, property.getName(), value.yaml());
            return true;
        } catch (YAMLException | ClassCastException | NullPointerException | IllegalArgumentException refused) {
            return false;
        }
    }

    /** What a list holds, or what the value is. */
    private static Class<?> inside(Property property) {
        Class<?>[] arguments = property.getActualTypeArguments();
        return List.class.isAssignableFrom(property.getType()) && arguments != null && arguments.length == 1
                ? arguments[0]
                : property.getType();
    }

    private Map<String, Property> keys(Class<?> bean) {
        return keys.computeIfAbsent(bean, definitions::keys);
    }

    static String shown(FluxNode node) {
        if (node.isNull()) {
            return "nothing";
        } else if (node.isMap()) {
            return "a map";
        }
        return node.isList() ? "a list" : "'" + node.text() + "'";
    }

    private static String expected(Class<?> type) {
        if (type == int.class) {
            return "a whole number";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type == String.class ? "a text" : "a map";
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.lines().findFirst().orElse(message).strip();
    }
}
