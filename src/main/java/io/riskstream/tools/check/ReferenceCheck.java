package io.riskstream.tools.check;

import io.riskstream.stage.Stage;
import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Declaration.Reference;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reports references to components that are not declared, or not built yet: Flux builds components in the order of the file, and passes null for one
 * that it has not built. Also reports references that Flux does not resolve.
 */
final class ReferenceCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        if (!topology.model().hasAllIncludes()) {
            return; // the missing file may declare the component
        }
        Set<String> all = topology.model().declarations(Kind.COMPONENT).stream()
                .map(Declaration::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> idsByName = topology.all(Kind.COMPONENT, Stage.class)
                .collect(Collectors.toMap(
                        stage -> stage.object().spec().name(),
                        stage -> stage.declaration().id(),
                        (first, second) -> first));
        Set<String> built = new HashSet<>();
        for (Declaration component : topology.model().declarations(Kind.COMPONENT)) {
            check(component, all, idsByName, built, findings);
            built.add(component.id());
        }
        for (Kind kind : List.of(Kind.SPOUT, Kind.BOLT, Kind.WORKER_HOOK)) {
            topology.model()
                    .declarations(kind)
                    .forEach(declaration -> check(declaration, all, idsByName, built, findings));
        }
        for (StreamDeclaration stream : topology.model().streams()) {
            stream.custom().ifPresent(custom -> check(custom, all, idsByName, built, findings));
        }
    }

    private static void check(
            Declaration declaration,
            Set<String> all,
            Map<String, String> idsByName,
            Set<String> built,
            Consumer<Finding> findings) {
        for (Reference reference : declaration.references()) {
            if (built.contains(reference.id())) {
                continue;
            } else if (!reference.node().isScalar() || reference.node().isNull()) {
                findings.accept(Finding.error(
                        reference.node().position(),
                        "ref.type",
                        "'ref' takes the id of one component, not "
                                + reference.node().description()));
            } else if (reference.id().equals(declaration.id()) && declaration.kind() == Kind.COMPONENT) {
                findings.accept(Finding.error(
                        reference.node().position(), "ref.self", declaration.description() + " refers to itself"));
            } else if (all.contains(reference.id())) {
                findings.accept(Finding.error(
                                reference.node().position(),
                                "ref.forward",
                                "component '" + reference.id()
                                        + "' is declared below or in an included file, so Flux has not built it yet")
                        .withHint("declare it above " + declaration.description()
                                + "; a component of an included file must be referred to in that file"));
            } else {
                Finding unknown = Finding.error(
                        reference.node().position(),
                        "ref.unknown",
                        "no component '" + reference.id() + "' is declared");
                findings.accept(Optional.ofNullable(idsByName.get(reference.id()))
                        .map(id -> unknown.withHint("the stage '" + reference.id() + "' is the component '" + id + "'"))
                        .orElseGet(() -> unknown.withHint(reference.id(), all)));
            }
        }
        for (FluxNode argument : declaration.arguments()) {
            boolean own =
                    argument.only("ref").isPresent() || argument.only("reflist").isPresent();
            if (!own) {
                checkNested(argument, all, findings);
                checkKey(argument, all, findings);
            }
        }
    }

    /** Reports references inside an argument: Flux resolves only references that are arguments themselves. */
    private static void checkNested(FluxNode node, Set<String> all, Consumer<Finding> findings) {
        for (FluxNode element : node.list()) {
            reportNested(element, all, findings);
            checkNested(element, all, findings);
        }
        for (FluxNode.Entry entry : node.entries()) {
            reportNested(entry.value(), all, findings);
            checkNested(entry.value(), all, findings);
        }
    }

    private static void reportNested(FluxNode value, Set<String> all, Consumer<Finding> findings) {
        Optional<FluxNode> ref = value.only("ref").filter(id -> all.contains(id.text()));
        Optional<FluxNode> list =
                value.only("reflist").filter(ids -> ids.list().stream().anyMatch(id -> all.contains(id.text())));
        ref.or(() -> list)
                .ifPresent(
                        found -> findings.accept(
                                Finding.error(
                                                found.position(),
                                                "ref.nested",
                                                "Flux does not resolve a reference inside an argument")
                                        .withHint(
                                                "make it an argument of its own, or declare the value that contains it as a component")));
    }

    /** Reports a map that is probably a reference with a wrong key. */
    private static void checkKey(FluxNode argument, Set<String> all, Consumer<Finding> findings) {
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
                            other.position(),
                            "ref.key",
                            "'" + other.text() + "' is in one map with '"
                                    + ref.get().key().text()
                                    + "', so Flux reads a map instead of a reference")
                    .withHint("begin it with '- '"));
        }
        if (!argument.isMap() || argument.entries().size() != 1) {
            return;
        }
        FluxNode.Entry entry = argument.entries().iterator().next();
        boolean hasIds = entry.value().isList()
                ? !entry.value().list().isEmpty()
                        && entry.value().list().stream().allMatch(id -> all.contains(id.text()))
                : all.contains(entry.value().text());
        Optional<String> nearest = Nearest.to(entry.key().text(), List.of("ref", "reflist"));
        if (hasIds && nearest.isPresent()) {
            findings.accept(Finding.error(
                            entry.key().position(),
                            "ref.key",
                            "'" + entry.key().text() + "' makes no reference; Flux reads a map")
                    .withHint("did you mean '" + (entry.value().isList() ? "reflist" : "ref") + "'?"));
        }
    }
}
