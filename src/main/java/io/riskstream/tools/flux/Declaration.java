package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.storm.flux.model.BeanDef;

/**
 * A component, spout, bolt or worker hook as a Flux file declares it.
 *
 * @param id empty if it is missing
 * @param node the whole declaration
 * @param bean as Flux itself reads it; empty if Flux cannot, which is a finding already
 */
public record Declaration(Kind kind, String id, FluxNode node, Optional<BeanDef> bean) {
    /** What it declares. */
    public enum Kind {
        COMPONENT,
        SPOUT,
        BOLT,
        WORKER_HOOK,
        /** The class of a CUSTOM grouping, which has no id. */
        GROUPING;

        /** Those that a Flux file lists under a key of their own. */
        public static final List<Kind> LISTED = List.of(COMPONENT, SPOUT, BOLT, WORKER_HOOK);

        /** The key of a Flux file that lists these. */
        String key() {
            return switch (this) {
                case COMPONENT, GROUPING -> "components";
                case SPOUT -> "spouts";
                case BOLT -> "bolts";
                case WORKER_HOOK -> "workerHooks";
            };
        }

        /** As messages call it. */
        public String word() {
            return this == WORKER_HOOK ? "worker hook" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A component that another refers to. */
    public record Reference(String id, FluxNode node) {}

    /** Where its id stands; the declaration's beginning if it has none. */
    public FilePosition place() {
        return node.get("id").orElse(node).place();
    }

    /** Where its class is named. */
    public FilePosition classPlace() {
        return node.get("className").orElse(node).place();
    }

    public String className() {
        return node.get("className").map(FluxNode::text).orElse("");
    }

    /** {@code bolt 'parse'}. */
    public String told() {
        return kind.word() + (kind == Kind.GROUPING ? "" : " '" + id + "'");
    }

    /** The arguments of its constructor. */
    public List<FluxNode> arguments() {
        return node.get("constructorArgs").map(FluxNode::list).orElse(List.of());
    }

    /** Every reference that Flux resolves: in the arguments of constructor, factory and config methods, and of properties. */
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

    /** The references of what a node builds, in the arguments of its constructor and its factory. */
    public static List<Reference> references(FluxNode built) {
        List<Reference> references = new ArrayList<>();
        for (String key : List.of("constructorArgs", "factoryArgs")) {
            built.get(key).ifPresent(arguments -> references.addAll(inList(arguments)));
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
