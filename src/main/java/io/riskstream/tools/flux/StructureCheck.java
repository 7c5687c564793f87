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

/** Finds mistakes in the structure of a Flux file: unknown, duplicate and missing keys, and values of the wrong type. */
final class StructureCheck {
    /** The required keys of each kind of map. */
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

    /** Reports duplicate keys in this value and in all values that it contains. Flux silently uses the last. */
    void checkDuplicateKeys(FluxNode node) {
        Map<String, FluxNode> seen = new HashMap<>();
        for (FluxNode.Entry entry : node.rawEntries()) {
            FluxNode first = seen.putIfAbsent(entry.key().text(), entry.key());
            if (first != null && entry.key().isScalar() && !entry.key().isMerge()) {
                findings.accept(Finding.error(
                        entry.key().position(),
                        "yaml.duplicate",
                        "duplicate key '" + entry.key().text() + "'; the first is on line "
                                + first.position().line()));
            }
            checkDuplicateKeys(entry.value());
        }
        node.list().forEach(this::checkDuplicateKeys);
    }

    /** Reports the missing keys of a map of this kind and of the maps that it contains. Returns true if no key is missing. */
    boolean checkPresent(FluxNode node, Class<?> bean) {
        if (!node.isMap()) {
            return true;
        }
        boolean complete = true;
        for (String required : REQUIRED.getOrDefault(bean, List.of())) {
            Optional<FluxNode.Entry> entry = node.entry(required);
            boolean empty = entry.isPresent()
                    && (entry.get().value().isNull()
                            || entry.get().value().isScalar()
                                    && entry.get().value().text().isBlank());
            if (entry.isEmpty() || empty) {
                complete = false;
                if (entry.isPresent() || !isMisspelt(node, bean, required)) {
                    findings.accept(missing(
                            node, required, entry.map(FluxNode.Entry::key).map(FluxNode::position)));
                }
            }
        }
        for (FluxNode.Entry entry : node.entries()) {
            Property property = keys(bean).get(entry.key().text());
            if (property != null) {
                Class<?> element = elementType(property);
                for (FluxNode part : entry.value().isList() ? entry.value().list() : List.of(entry.value())) {
                    complete &= !BEANS.contains(element) || checkPresent(part, element);
                }
            }
        }
        return complete;
    }

    /**
     * Reports values that are a list, a map or a scalar where another of these belongs. SnakeYAML converts some of them, such as a list of one text to a
     * text, but such a value is never what was meant. Returns true if there is none.
     */
    boolean checkKinds(FluxNode node, Class<?> bean) {
        boolean right = true;
        for (FluxNode.Entry entry : node.entries()) {
            Property property = keys(bean).get(entry.key().text());
            if (property == null || entry.value().isNull()) {
                continue;
            }
            Class<?> type = property.getType();
            boolean isList = List.class.isAssignableFrom(type);
            if (isList
                    ? !entry.value().isList()
                    : isScalar(type) && !entry.value().isScalar()) {
                findings.accept(wrongType(entry, property));
                right = false;
            } else if (isList) {
                right &= checkElements(entry, elementType(property));
            } else if (BEANS.contains(type)) {
                right &= checkKinds(entry.value(), type);
            }
        }
        return right;
    }

    private boolean checkElements(FluxNode.Entry entry, Class<?> element) {
        boolean right = true;
        for (FluxNode value : entry.value().list()) {
            if (BEANS.contains(element)) {
                right &= checkKinds(value, element);
            } else if (isScalar(element) && !value.isScalar()) {
                findings.accept(Finding.error(
                        value.position(),
                        "yaml.type",
                        "'" + entry.key().text() + "' takes a list of texts, and this is " + value.description()));
                right = false;
            }
        }
        return right;
    }

    private static boolean isScalar(Class<?> type) {
        return type == String.class || type.isPrimitive() || type.isEnum() || Number.class.isAssignableFrom(type);
    }

    /** True if an unknown key is a misspelling of a required one. Its finding contains the right word. */
    private boolean isMisspelt(FluxNode node, Class<?> bean, String required) {
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
        Finding missing = Finding.error(node.position(), "yaml.missing", "'" + required + "' is missing");
        return required.equals("grouping") ? missing.withHint("add grouping: {type: LOCAL_OR_SHUFFLE}") : missing;
    }

    /**
     * Reports why Flux rejects a value.
     *
     * @param rejection the exception of Flux, reported if no better reason is found
     */
    void diagnose(FluxNode node, Class<?> bean, RuntimeException rejection) {
        Optional<FluxNode> tagged =
                node.leaves().filter(FluxNode::hasForeignTag).findFirst();
        if (tagged.isPresent()) {
            findings.accept(Finding.error(
                            tagged.get().position(),
                            "yaml.tag",
                            "YAML reads a text that begins with '!' as a tag, and Flux does not know this tag")
                    .withHint("put it in quotes"));
        } else if (!reportMistakes(node, bean)) {
            findings.accept(rejected(node, rejection));
        }
    }

    /** Returns the message of Flux at the position that SnakeYAML reports. */
    static Finding rejected(FluxNode node, RuntimeException rejection) {
        FilePosition position = node.position();
        for (Throwable cause = rejection; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
                int index = marked.getProblemMark().getIndex();
                position = node.positionAt(index);
            }
        }
        return Finding.error(position, "yaml.refused", "Flux cannot read this: " + rootMessage(rejection));
    }

    /** Returns true after a finding. */
    private boolean reportMistakes(FluxNode node, Class<?> bean) {
        if (!node.isMap()) {
            Finding finding = Finding.error(
                    node.position(),
                    "yaml.type",
                    "expected a map with the keys "
                            + String.join(", ", new TreeSet<>(keys(bean).keySet())) + ", not " + node.description());
            findings.accept(
                    bean == GroupingDef.class && node.isScalar()
                            ? finding.withHint("write {type: " + node.text() + "}")
                            : finding);
            return true;
        }
        boolean found = false;
        for (FluxNode.Entry entry : node.entries()) {
            Property property = keys(bean).get(entry.key().text());
            if (property == null && bean == BeanDef.class && isVertex(node)) {
                findings.accept(Finding.error(node.position(), "yaml.key", "a spout or a bolt is among the components")
                        .withHint("is 'spouts:' or 'bolts:' missing above it?"));
                return true;
            } else if (property == null) {
                findings.accept(unknownKey(entry.key(), keys(bean).keySet()));
                found = true;
            } else if (!fits(bean, property, entry.value())) {
                boolean reported = false;
                Class<?> element = elementType(property);
                if (BEANS.contains(element)) {
                    for (FluxNode part : entry.value().isList() ? entry.value().list() : List.of(entry.value())) {
                        reported |= (entry.value().isList() || property.getType() == element)
                                && reportMistakes(part, element);
                    }
                }
                if (!reported) {
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
        return Finding.error(key.position(), "yaml.key", "unknown key '" + key.text() + "'")
                .withHint(key.text(), known);
    }

    /** Returns the finding for a value that Flux does not accept for a key. */
    Finding wrongType(FluxNode.Entry entry, Property property) {
        FluxNode value = entry.value();
        Class<?> type = property.getType();
        FilePosition position = value.isNull() ? entry.key().position() : value.position();
        String name = "'" + entry.key().text() + "'";
        if (type.isEnum()) {
            List<String> constants =
                    Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList();
            return Finding.error(position, "yaml.choice", name + " cannot be " + value.description())
                    .withHint(value.text(), constants);
        }
        if (value.isList() && List.class.isAssignableFrom(type)) {
            return malformedReference(value)
                    .orElseGet(() ->
                            Finding.error(position, "yaml.type", name + " contains a value that Flux does not accept"));
        }
        return Finding.error(position, "yaml.type", name + " takes " + expected(type) + ", not " + value.description());
    }

    /** Returns the finding for an argument that resembles a reference but has the wrong form. */
    private static Optional<Finding> malformedReference(FluxNode arguments) {
        for (FluxNode argument : arguments.list()) {
            Optional<FluxNode> ref = argument.only("ref").filter(id -> !id.isString());
            if (ref.isPresent()) {
                return Optional.of(Finding.error(
                        ref.get().position(),
                        "ref.type",
                        "'ref' takes the id of one component, not " + ref.get().description()));
            }
            Optional<FluxNode> list = argument.only("reflist").filter(ids -> !ids.isList());
            if (list.isPresent()) {
                Finding finding = Finding.error(
                        list.get().position(),
                        "ref.type",
                        "'reflist' takes a list of ids, not " + list.get().description());
                return Optional.of(
                        list.get().isString()
                                ? finding.withHint("write [" + list.get().text() + "]")
                                : finding);
            }
        }
        return Optional.empty();
    }

    private boolean fits(Class<?> bean, Property property, FluxNode value) {
        try {
            definitions.with(bean, property.getName(), value.definition());
            return true;
        } catch (YAMLException | ClassCastException | NullPointerException | IllegalArgumentException refused) {
            return false;
        }
    }

    /** Returns the type of the elements of a list, or the type of the value. */
    private static Class<?> elementType(Property property) {
        Class<?>[] arguments = property.getActualTypeArguments();
        return List.class.isAssignableFrom(property.getType()) && arguments != null && arguments.length == 1
                ? arguments[0]
                : property.getType();
    }

    private Map<String, Property> keys(Class<?> bean) {
        return keys.computeIfAbsent(bean, definitions::keys);
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
