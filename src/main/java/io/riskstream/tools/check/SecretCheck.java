package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxModel.Included;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.FluxText;
import io.riskstream.tools.flux.SecretArguments;
import io.riskstream.tools.flux.SecretNames;
import io.riskstream.tools.flux.Substitution.Placeholder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reports secrets in a Flux file or a filter file. Storm UI shows the configuration of a topology, Nimbus logs it, and Flux prints every included file. A
 * Flux file therefore contains a reference to a secret, which the worker resolves.
 */
final class SecretCheck implements Check {
    /** The codes of findings that mark a secret. */
    static final Set<String> CODES = Set.of("secret.literal", "include.secret");

    private static final String HINT = "write a reference that the worker resolves: env:NAME or file:PATH";

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        List<FluxText> texts = topology.model().texts();
        topology.model().root().ifPresent(root -> new FileCheck(topology, texts.get(0), false, findings).check(root));
        for (Included included : topology.model().included()) {
            included.root().ifPresent(root -> new FileCheck(topology, included.text(), true, findings).check(root));
        }
    }

    /** The check of one file. */
    private record FileCheck(CheckedTopology topology, FluxText text, boolean included, Consumer<Finding> findings) {
        void check(FluxNode node) {
            for (FluxNode.Entry entry : node.entries()) {
                if (entry.value().isScalar()) {
                    check(entry.key().text(), entry.value());
                }
                check(entry.value());
            }
            checkProperty(node);
            checkArguments(node);
            List<FluxNode> list = node.list();
            // the arguments of a method that sets a property, such as [password, value]
            boolean isPair =
                    list.size() == 2 && list.get(0).isScalar() && list.get(1).isScalar();
            if (isPair) {
                check(list.get(0).text(), list.get(1));
            }
            for (FluxNode element : list) {
                if (!isPair && element.isScalar() && SecretNames.within(element.text())) {
                    report("this value", element);
                }
                check(element);
            }
        }

        /** Checks a property, or a method that sets one: its name and its value are in two entries. */
        private void checkProperty(FluxNode node) {
            SecretNames.option(node).ifPresent(option -> {
                node.get("value").filter(FluxNode::isScalar).ifPresent(value -> check(option, value));
                node.get("args")
                        .map(FluxNode::list)
                        .filter(arguments ->
                                arguments.size() == 1 && arguments.get(0).isScalar())
                        .ifPresent(arguments -> check(option, arguments.get(0)));
            });
        }

        private void checkArguments(FluxNode object) {
            List<FluxNode> arguments =
                    object.get("constructorArgs").map(FluxNode::list).orElse(List.of());
            for (int i = 0; i < arguments.size(); i++) {
                FluxNode argument = arguments.get(i);
                if (isText(argument) && SecretNames.literal(argument.text()) && SecretArguments.isSecret(object, i)) {
                    String className = object.get("className").orElseThrow().text();
                    report(
                            "argument " + (i + 1) + " of " + className.substring(className.lastIndexOf('.') + 1),
                            argument);
                }
            }
        }

        private void check(String key, FluxNode value) {
            boolean literal = isText(value) && SecretNames.literal(key, value.text());
            if (literal || SecretNames.within(value.text())) {
                report("'" + key + "'", value);
            }
        }

        /** True for a number too, which a password may be. */
        private static boolean isText(FluxNode value) {
            return value.isScalar() && !value.isNull();
        }

        private void report(String what, FluxNode value) {
            Optional<Placeholder> placeholder = text.placeholder(
                            value.position().line())
                    .filter(found -> found.value()
                            .filter(replacement -> value.text().contains(replacement))
                            .isPresent());
            FilePosition position = placeholder
                    .filter(found ->
                            topology.filter().isPresent() && !found.name().startsWith("ENV-"))
                    .map(found -> topology.filter().orElseThrow().position(found.name()))
                    .orElseGet(value::position);
            findings.accept(
                    included && placeholder.isEmpty()
                            ? Finding.error(
                                            position,
                                            "include.secret",
                                            what
                                                    + " contains a secret, and Flux prints included files to standard output")
                                    .withHint(HINT)
                            : Finding.error(position, "secret.literal", what + " contains the secret itself")
                                    .withHint(HINT));
        }
    }
}
