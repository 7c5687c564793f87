package io.riskstream.tools.check;

import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel.DuplicateId;
import io.riskstream.tools.flux.FluxNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reports ids that have more than one declaration. */
final class IdCheck implements Check {
    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        for (DuplicateId duplicate : topology.model().duplicateIds()) {
            String id = "id '" + duplicate.second().id() + "'";
            if (!duplicate.byInclude()) {
                findings.accept(Finding.error(
                        duplicate.second().position(),
                        "id.duplicate",
                        id + " is used on line " + duplicate.first().position().line()
                                + " already; Flux uses only the last declaration"));
            } else if (!duplicate.replaces()) {
                findings.accept(Finding.warning(
                                duplicate.second().position(),
                                "id.duplicate",
                                id + " is declared at " + duplicate.first().position()
                                        + " already; Flux ignores this declaration")
                        .withHint("set override: true at the include, or remove one declaration"));
            }
        }
        Map<String, Declaration> firstById = new HashMap<>();
        for (Declaration declaration : topology.model().all()) {
            if (declaration.id().isEmpty()) {
                continue;
            } else if (declaration.node().get("id").filter(FluxNode::spansLines).isPresent()) {
                findings.accept(Finding.error(
                        declaration.position(),
                        "id.lines",
                        "this id continues on the next line: '" + declaration.id() + "'"));
            }
            if (declaration.kind().isVertex() && SystemStreams.isReserved(declaration.id())) {
                findings.accept(Finding.error(
                                declaration.position(),
                                "id.reserved",
                                "Storm reserves ids that begin with '__' for its own components")
                        .withHint("choose another id"));
            }
            Declaration first = firstById.putIfAbsent(declaration.id(), declaration);
            if (first != null && first.kind() != declaration.kind()) {
                boolean vertices = first.kind() != Kind.COMPONENT && declaration.kind() != Kind.COMPONENT;
                String message = "id '" + declaration.id() + "' is the id of the "
                        + first.kind().term() + " on line " + first.position().line() + " already";
                findings.accept(
                        vertices
                                ? Finding.error(declaration.position(), "id.duplicate", message)
                                : Finding.warning(declaration.position(), "id.shared", message)
                                        .withHint("a reference means the component, a stream the "
                                                + (first.kind() == Kind.COMPONENT ? declaration.kind() : first.kind())
                                                        .term()
                                                + "; rename one of them"));
            }
        }
    }
}
