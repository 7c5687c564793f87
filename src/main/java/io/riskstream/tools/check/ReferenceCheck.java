package io.riskstream.tools.check;

import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Declaration.Reference;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * References to what is not there, or not there yet: Flux builds components in the order of the file, and passes a null for one it has not built.
 * And references in places where Flux does not look for them.
 */
final class ReferenceCheck implements Check {
    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        if (!subject.model().hasAllIncludes()) {
            return; // the missing file may declare the component
        }
        Set<String> all = subject.model().declarations(Kind.COMPONENT).stream()
                .map(Declaration::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> above = new HashSet<>();
        for (Declaration component : subject.model().declarations(Kind.COMPONENT)) {
            look(component, all, above, findings);
            above.add(component.id());
        }
        for (Kind kind : List.of(Kind.SPOUT, Kind.BOLT, Kind.WORKER_HOOK)) {
            subject.model().declarations(kind).forEach(declaration -> look(declaration, all, above, findings));
        }
        for (StreamDeclaration wire : subject.model().wires()) {
            wire.custom().ifPresent(custom -> look(custom, all, above, findings));
        }
    }

    private static void look(Declaration declaration, Set<String> all, Set<String> above, Consumer<Finding> findings) {
        for (Reference reference : declaration.references()) {
            if (above.contains(reference.id())) {
                continue;
            } else if (reference.id().equals(declaration.id()) && declaration.kind() == Kind.COMPONENT) {
                findings.accept(
                        Finding.error(reference.node().place(), "ref.self", declaration.told() + " refers to itself"));
            } else if (all.contains(reference.id())) {
                findings.accept(Finding.error(
                                reference.node().place(),
                                "ref.forward",
                                "component '" + reference.id()
                                        + "' is declared further down, or included, and is not built yet here")
                        .hinting("declare it above " + declaration.told()));
            } else {
                findings.accept(Finding.error(
                                reference.node().place(),
                                "ref.unknown",
                                "no component '" + reference.id() + "' is declared")
                        .hinting(reference.id(), all));
            }
        }
        for (FluxNode argument : declaration.arguments()) {
            boolean own =
                    argument.only("ref").isPresent() || argument.only("reflist").isPresent();
            if (!own) {
                nested(argument, all, findings);
                misspelt(argument, all, findings);
            }
        }
    }

    /** Flux looks for references among the arguments themselves, and not inside them. */
    private static void nested(FluxNode node, Set<String> all, Consumer<Finding> findings) {
        for (FluxNode element : node.list()) {
            tellNested(element, all, findings);
            nested(element, all, findings);
        }
        for (FluxNode.Entry entry : node.entries()) {
            tellNested(entry.value(), all, findings);
            nested(entry.value(), all, findings);
        }
    }

    private static void tellNested(FluxNode value, Set<String> all, Consumer<Finding> findings) {
        Optional<FluxNode> ref = value.only("ref").filter(id -> all.contains(id.text()));
        Optional<FluxNode> list =
                value.only("reflist").filter(ids -> ids.list().stream().anyMatch(id -> all.contains(id.text())));
        ref.or(() -> list)
                .ifPresent(found -> findings.accept(Finding.error(
                                found.place(), "ref.nested", "Flux does not resolve a reference inside an argument")
                        .hinting("make it an argument of its own, or a component of what holds it")));
    }

    /** A single key that is nearly {@code ref} or {@code reflist}, before what nearly is an id. */
    private static void misspelt(FluxNode argument, Set<String> all, Consumer<Finding> findings) {
        Optional<FluxNode.Entry> ref = argument.entry("ref")
                .filter(entry -> all.contains(entry.value().text()))
                .or(() -> argument.entry("reflist"));
        if (ref.isPresent() && argument.entries().size() > 1) {
            FluxNode other = argument.entries().stream()
                    .map(FluxNode.Entry::key)
                    .filter(key -> !key.text().equals(ref.get().key().text()))
                    .findFirst()
                    .orElseThrow();
            findings.accept(Finding.error(
                            other.place(),
                            "ref.key",
                            "'" + other.text() + "' stands beside '"
                                    + ref.get().key().text()
                                    + "', so Flux takes both for a map, and not for a reference")
                    .hinting("begin it with '- '"));
        }
        if (!argument.isMap() || argument.entries().size() != 1) {
            return;
        }
        FluxNode.Entry entry = argument.entries().iterator().next();
        boolean names = entry.value().isList()
                ? !entry.value().list().isEmpty()
                        && entry.value().list().stream().allMatch(id -> all.contains(id.text()))
                : all.contains(entry.value().text());
        Optional<String> meant = Nearest.to(entry.key().text(), List.of("ref", "reflist"));
        if (names && meant.isPresent()) {
            findings.accept(Finding.error(
                            entry.key().place(), "ref.key", "'" + entry.key().text() + "' makes no reference of this")
                    .hinting("did you mean '" + (entry.value().isList() ? "reflist" : "ref") + "'?"));
        }
    }
}
