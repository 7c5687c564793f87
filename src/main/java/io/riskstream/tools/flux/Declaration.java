package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.storm.flux.model.BeanDef;

/**
 * The declaration of a component, spout, bolt or worker hook in a Flux file.
 *
 * @param id empty if it is missing
 * @param node the whole declaration
 * @param bean Flux's own definition; empty if Flux cannot read the declaration, for which there is a finding already
 */
public record Declaration(Kind kind, String id, FluxNode node, Optional<BeanDef> bean) {
    /** The kind of the declared object. */
    public enum Kind {
        COMPONENT,
        SPOUT,
        BOLT,
        WORKER_HOOK,
        /** The class of a CUSTOM grouping. It has no id. */
        GROUPING;

        /** The kinds that a Flux file lists under a key of their own. */
        public static final List<Kind> LISTED = List.of(COMPONENT, SPOUT, BOLT, WORKER_HOOK);

        /** Returns the key of a Flux file that lists this kind. */
        String key() {
            return switch (this) {
                case COMPONENT, GROUPING -> "components";
                case SPOUT -> "spouts";
                case BOLT -> "bolts";
                case WORKER_HOOK -> "workerHooks";
            };
        }

        /** True if Storm runs the declared object in executors of its own. */
        public boolean isVertex() {
            return this == SPOUT || this == BOLT;
        }

        /** Returns the term for messages. */
        public String term() {
            return this == WORKER_HOOK ? "worker hook" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A reference to a component, and the node with its id. */
    public record Reference(String id, FluxNode node) {}

    /** Returns the position of the id; of the declaration if it has none. */
    public FilePosition position() {
        return node.get("id").orElse(node).position();
    }

    /** Returns the position of the class name; of the declaration if it has none. */
    public FilePosition classPosition() {
        return node.get("className").orElse(node).position();
    }

    public String className() {
        return node.get("className").map(FluxNode::text).orElse("");
    }

    /** Returns {@code bolt 'parse'}. */
    public String description() {
        return kind.term() + (kind == Kind.GROUPING ? "" : " '" + id + "'");
    }

    /** Returns the arguments of the constructor. */
    public List<FluxNode> arguments() {
        return node.get("constructorArgs").map(FluxNode::list).orElse(List.of());
    }

    /** Returns every reference that Flux resolves: in properties, and in the arguments of constructor, factory and config methods. */
    public List<Reference> references() {
        List<Reference> references = new ArrayList<>(references(node));
        node.get("properties").stream()
                .flatMap(properties -> properties.list().stream())
                .flatMap(property -> property.get("ref").stream())
                .forEach(ref -> references.add(new Reference(ref.text(), ref)));
        node.get("configMethods").stream()
                .flatMap(methods -> methods.list().stream())
                .flatMap(method -> method.get("args").stream())
                .forEach(arguments -> references.addAll(inList(arguments)));
        return references;
    }

    /** Returns the references in the arguments of the constructor and the factory of a declared object. */
    public static List<Reference> references(FluxNode object) {
        List<Reference> references = new ArrayList<>();
        for (String key : List.of("constructorArgs", "factoryArgs")) {
            object.get(key).ifPresent(arguments -> references.addAll(inList(arguments)));
        }
        return references;
    }

    private static List<Reference> inList(FluxNode arguments) {
        List<Reference> references = new ArrayList<>();
        for (FluxNode argument : arguments.list()) {
            argument.only("ref").ifPresent(ref -> references.add(new Reference(ref.text(), ref)));
            argument.only("reflist").stream()
                    .flatMap(list -> list.list().stream())
                    .forEach(ref -> references.add(new Reference(ref.text(), ref)));
        }
        return references;
    }
}
