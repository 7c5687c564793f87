package io.riskstream.tools.check;

import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel.Twice;
import io.riskstream.tools.flux.FluxNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Ids that are given twice. */
final class IdCheck implements Check {
    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        for (Twice twice : subject.model().twice()) {
            String id = "id '" + twice.second().id() + "'";
            if (!twice.byInclude()) {
                findings.accept(Finding.error(
                        twice.second().place(),
                        "id.duplicate",
                        id + " is used on line " + twice.first().place().line()
                                + " already, and Flux keeps the last alone"));
            } else if (!twice.replaces()) {
                findings.accept(Finding.warning(
                                twice.second().place(),
                                "id.duplicate",
                                id + " is declared at " + twice.first().place()
                                        + " already, and Flux passes over this one")
                        .hinting("give the include override: true, or take one of them out"));
            }
        }
        Map<String, Declaration> other = new HashMap<>();
        for (Declaration declaration : subject.model().all()) {
            if (declaration.id().isEmpty()) {
                continue;
            } else if (declaration.node().get("id").filter(FluxNode::spansLines).isPresent()) {
                findings.accept(Finding.error(
                        declaration.place(),
                        "id.lines",
                        "this id goes on over the next line: '" + declaration.id() + "'"));
            }
            Declaration first = other.putIfAbsent(declaration.id(), declaration);
            if (first != null && first.kind() != declaration.kind()) {
                boolean vertices = first.kind() != Kind.COMPONENT && declaration.kind() != Kind.COMPONENT;
                String message = "id '" + declaration.id() + "' is that of the "
                        + first.kind().word() + " on line " + first.place().line() + " already";
                findings.accept(
                        vertices
                                ? Finding.error(declaration.place(), "id.duplicate", message)
                                : Finding.warning(declaration.place(), "id.shared", message));
            }
        }
    }
}
