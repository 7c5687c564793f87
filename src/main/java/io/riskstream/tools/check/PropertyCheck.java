package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxText;
import io.riskstream.tools.flux.Substitution.Placeholder;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reports each {@code ${...}} that Flux does not replace, or replaces by another value than it seems. A property that no {@code ${...}} uses is
 * no finding: several pipelines share the environment files of {@code conf/}.
 */
final class PropertyCheck implements Check {
    private static final Pattern OPENED = Pattern.compile("\\$\\{([^{}$]*)}?");

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        for (FluxText text : topology.model().texts()) {
            for (int line = 1; line <= text.size(); line++) {
                if (text.line(line).contains("${")) {
                    check(topology, text, line, findings);
                }
            }
        }
    }

    private static void check(CheckedTopology topology, FluxText text, int line, Consumer<Finding> findings) {
        String written = text.line(line);
        int comment = commentStart(written);
        Placeholder replaced = text.placeholder(line).orElse(null);
        Matcher opened = OPENED.matcher(written);
        while (opened.find()) {
            String name = opened.group(1);
            FilePosition position =
                    text.position(line, opened.start(), opened.group().length());
            boolean found = replaced != null && replaced.name().equals(name);
            boolean resolved = found && replaced.value().isPresent();
            if (opened.start() > comment && (resolved || topology.filter().isPresent())) {
                findings.accept(Finding.warning(
                                position,
                                "property.comment",
                                "Flux replaces '" + opened.group()
                                        + "' in a comment too, and fails there without a filter")
                        .withHint("write the name without ${}"));
            } else if (resolved) {
                continue;
            } else if (found && replaced.failure().isPresent()) {
                findings.accept(failing(topology, position, replaced));
            } else if (found || replaced == null) {
                findings.accept(unresolved(topology, position, name, opened.group()));
            } else if (replaced.name().startsWith(name)) {
                findings.accept(Finding.error(
                                position,
                                "property.brace",
                                "Flux reads to the last brace of the line, so the name of the property is '"
                                        + replaced.name() + "'")
                        .withHint("put '" + opened.group() + "' on a line with no other brace"));
            } else {
                findings.accept(Finding.error(position, "property.two", "Flux replaces only the last '${}' of a line")
                        .withHint("put it on a line of its own"));
            }
        }
    }

    private static Finding failing(CheckedTopology topology, FilePosition position, Placeholder replaced) {
        if (topology.substitution().properties().isEmpty()) {
            return Finding.error(position, "property.filter", "without a filter file Flux fails on any '${}'")
                    .withHint("add --filter conf/NAME.properties");
        }
        return Finding.error(
                position,
                "property.list",
                "Flux fails on '" + replaced.text() + "': " + replaced.failure().orElseThrow());
    }

    private static Finding unresolved(CheckedTopology topology, FilePosition position, String name, String written) {
        if (!written.endsWith("}") || name.isEmpty()) {
            return Finding.error(position, "property.brace", "Flux does not replace '${' without a name and a '}'");
        }
        if (name.startsWith("ENV-") && topology.substitution().environment()) {
            return Finding.error(
                    position, "property.unresolved", "there is no environment variable '" + name.substring(4) + "'");
        } else if (name.startsWith("ENV-")) {
            return Finding.error(
                            position,
                            "property.unresolved",
                            "Flux reads environment variables only with --env-filter; without it this is a property")
                    .withHint("check with --env, and submit with --env-filter");
        }
        return Finding.error(position, "property.unresolved", "no property '" + name + "' in the filter file")
                .withHint(
                        name, topology.substitution().properties().orElseThrow().stringPropertyNames());
    }

    /** Returns the column of a comment outside of quotes; the length of the line if there is none. */
    private static int commentStart(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return i;
            }
        }
        return line.length();
    }
}
