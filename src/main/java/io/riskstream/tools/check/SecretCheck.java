package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel.Included;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.FluxText;
import io.riskstream.tools.flux.SecretNames;
import io.riskstream.tools.flux.Substitution.Placeholder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reports secrets in a Flux file or a filter file. Storm UI shows the configuration of a topology, Nimbus logs it, and Flux prints every included file. A
 * Flux file therefore contains a reference to a secret, which the worker resolves.
 */
final class SecretCheck implements Check {
    private static final String HINT = "write a reference that the worker resolves: env:NAME or file:PATH";

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        List<FluxText> texts = topology.model().texts();
        topology.model().root().ifPresent(root -> check(topology, texts.get(0), root, false, findings));
        for (Included included : topology.model().included()) {
            included.root().ifPresent(root -> check(topology, included.text(), root, true, findings));
        }
    }

    private void check(
            CheckedTopology topology, FluxText text, FluxNode node, boolean included, Consumer<Finding> findings) {
        for (FluxNode.Entry entry : node.entries()) {
            if (entry.value().isScalar()) {
                check(topology, text, entry.key().text(), entry.value(), included, findings);
            }
            check(topology, text, entry.value(), included, findings);
        }
        List<FluxNode> list = node.list();
        if (list.size() == 2 && list.get(0).isScalar() && list.get(1).isScalar()) {
            // the arguments of a method that sets a property, such as [password, value]
            check(topology, text, list.get(0).text(), list.get(1), included, findings);
        }
        list.forEach(element -> check(topology, text, element, included, findings));
    }

    private static void check(
            CheckedTopology topology,
            FluxText text,
            String key,
            FluxNode value,
            boolean included,
            Consumer<Finding> findings) {
        boolean literal = SecretNames.named(key) && value.isString() && SecretNames.literal(value.text());
        if (!literal && !SecretNames.within(value.text())) {
            return;
        }
        Optional<Placeholder> placeholder = text.placeholder(value.position().line())
                .filter(found -> found.value()
                        .filter(replacement -> value.text().contains(replacement))
                        .isPresent());
        FilePosition position = placeholder
                .filter(found -> topology.filter().isPresent() && !found.name().startsWith("ENV-"))
                .map(found -> topology.filter().orElseThrow().position(found.name()))
                .orElseGet(value::position);
        findings.accept(
                included && placeholder.isEmpty()
                        ? Finding.error(
                                        position,
                                        "include.secret",
                                        "'" + key
                                                + "' contains a secret, and Flux prints included files to standard output")
                                .withHint(HINT)
                        : Finding.error(position, "secret.literal", "'" + key + "' contains the secret itself")
                                .withHint(HINT));
    }
}
