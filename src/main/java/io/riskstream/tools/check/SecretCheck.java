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
 * Secrets that are written out. Storm UI shows a topology's configuration, Nimbus logs it, and Flux prints what it includes; so a secret is named
 * in a Flux file, and found on the worker.
 */
final class SecretCheck implements Check {
    private static final String NAMED = "name it: env:NAME or file:PATH on the worker";

    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        List<FluxText> texts = subject.model().texts();
        subject.model().root().ifPresent(root -> look(subject, texts.get(0), root, false, findings));
        for (Included included : subject.model().included()) {
            included.root().ifPresent(root -> look(subject, included.text(), root, true, findings));
        }
    }

    private void look(
            CheckedTopology subject, FluxText text, FluxNode node, boolean included, Consumer<Finding> findings) {
        for (FluxNode.Entry entry : node.entries()) {
            if (entry.value().isScalar()) {
                look(subject, text, entry.key().text(), entry.value(), included, findings);
            }
            look(subject, text, entry.value(), included, findings);
        }
        List<FluxNode> list = node.list();
        if (list.size() == 2 && list.get(0).isScalar() && list.get(1).isScalar()) {
            // the arguments of a method that sets a property by its name
            look(subject, text, list.get(0).text(), list.get(1), included, findings);
        }
        list.forEach(element -> look(subject, text, element, included, findings));
    }

    private static void look(
            CheckedTopology subject,
            FluxText text,
            String key,
            FluxNode value,
            boolean included,
            Consumer<Finding> findings) {
        boolean literal = SecretNames.named(key) && value.isText() && SecretNames.literal(value.text());
        if (!literal && !SecretNames.within(value.text())) {
            return;
        }
        Optional<Placeholder> placeholder = text.placeholder(value.place().line())
                .filter(found ->
                        found.value().filter(put -> value.text().contains(put)).isPresent());
        FilePosition place = placeholder
                .filter(found -> subject.filter().isPresent() && !found.name().startsWith("ENV-"))
                .map(found -> subject.filter().orElseThrow().place(found.name()))
                .orElseGet(value::place);
        findings.accept(
                included && placeholder.isEmpty()
                        ? Finding.error(
                                        place,
                                        "include.secret",
                                        "Flux prints '" + key + "' of an included file to standard output")
                                .hinting(NAMED)
                        : Finding.error(place, "secret.literal", "'" + key + "' is a secret, and is written out")
                                .hinting(NAMED));
    }
}
