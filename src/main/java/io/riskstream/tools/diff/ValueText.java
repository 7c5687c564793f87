package io.riskstream.tools.diff;

import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.SecretArguments;
import io.riskstream.tools.flux.SecretNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a value of a Flux file as one line, with its secrets masked. */
final class ValueText {
    private static final String MASK = "********";

    private ValueText() {}

    /** Returns the value of an option. */
    static String of(String option, FluxNode value) {
        return value.isScalar() && SecretNames.literal(option, value.text()) ? MASK : of(value);
    }

    /** Returns an argument of the constructor of a declared object; the position is from 0. */
    static String ofArgument(FluxNode object, int position, FluxNode argument) {
        boolean secret = argument.isScalar()
                && SecretNames.literal(argument.text())
                && SecretArguments.isSecret(object, position);
        return secret ? MASK : of(argument);
    }

    static String of(FluxNode node) {
        if (node.isMap()) {
            Optional<String> set = SecretNames.option(node);
            return node.entries().stream()
                    .map(entry -> {
                        String key = entry.key().text();
                        boolean sets = set.isPresent() && (key.equals("value") || key.equals("args"));
                        return key + ": " + (sets ? ofSet(set.get(), entry.value()) : of(key, entry.value()));
                    })
                    .sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (node.isList()) {
            List<FluxNode> list = node.list();
            boolean isPair = list.size() == 2 && list.get(0).isScalar();
            return isPair
                    ? "[" + of(list.get(0)) + ", " + of(list.get(0).text(), list.get(1)) + "]"
                    : list.stream().map(ValueText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return SecretNames.within(node.text()) ? MASK : SecretNames.masked(node.text());
    }

    /** Returns the value of a property, or the only argument of a method that sets it. */
    private static String ofSet(String option, FluxNode value) {
        return value.list().size() == 1 ? "[" + of(option, value.list().get(0)) + "]" : of(option, value);
    }
}
