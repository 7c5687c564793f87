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
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        for (FluxText text : subject.model().texts()) {
            for (int line = 1; line <= text.size(); line++) {
                if (text.line(line).contains("${")) {
                    look(subject, text, line, findings);
                }
            }
        }
    }

    private static void look(CheckedTopology subject, FluxText text, int line, Consumer<Finding> findings) {
        String written = text.line(line);
        int comment = comment(written);
        Placeholder replaced = text.placeholder(line).orElse(null);
        Matcher opened = OPENED.matcher(written);
        while (opened.find()) {
            String name = opened.group(1);
            FilePosition place = text.place(line, opened.start(), opened.group().length());
            boolean done = replaced != null && replaced.name().equals(name);
            if (done && replaced.value().isPresent()) {
                if (opened.start() > comment) {
                    findings.accept(Finding.warning(
                                    place,
                                    "property.comment",
                                    "Flux replaces '" + opened.group()
                                            + "' in a comment too, and fails there without a filter")
                            .hinting("write the name without ${}"));
                }
            } else if (opened.start() > comment && subject.filter().isPresent()) {
                findings.accept(Finding.warning(
                                place,
                                "property.comment",
                                "Flux looks for '" + name + "' in a comment too, and fails there without a filter")
                        .hinting("write the name without ${}"));
            } else if (done && replaced.failure().isPresent()) {
                findings.accept(failing(subject, place, replaced));
            } else if (done || replaced == null) {
                findings.accept(unresolved(subject, place, name, opened.group()));
            } else if (replaced.name().startsWith(name)) {
                findings.accept(Finding.error(
                                place,
                                "property.brace",
                                "Flux reads to the last brace of the line, and looks for '" + replaced.name() + "'")
                        .hinting("put '" + opened.group() + "' on a line with no other brace"));
            } else {
                findings.accept(Finding.error(
                                place,
                                "property.two",
                                "Flux replaces one '${}' a line, the last, and leaves this one as it is")
                        .hinting("give it a line of its own"));
            }
        }
    }

    private static Finding failing(CheckedTopology subject, FilePosition place, Placeholder replaced) {
        if (subject.substitution().properties().isEmpty()) {
            return Finding.error(place, "property.filter", "without a filter file Flux fails on any '${}'")
                    .hinting("give --filter conf/NAME.properties");
        }
        return Finding.error(
                place,
                "property.list",
                "Flux fails on '" + replaced.text() + "': " + replaced.failure().orElseThrow());
    }

    private static Finding unresolved(CheckedTopology subject, FilePosition place, String name, String written) {
        if (!written.endsWith("}") || name.isEmpty()) {
            return Finding.error(place, "property.brace", "'${' without a name and a '}' behind it stays as it is");
        }
        if (name.startsWith("ENV-") && subject.substitution().environment()) {
            return Finding.error(
                    place, "property.unresolved", "there is no environment variable '" + name.substring(4) + "'");
        } else if (name.startsWith("ENV-")) {
            return Finding.error(
                            place,
                            "property.unresolved",
                            "Flux reads environment variables with --env-filter alone, and takes this for a property")
                    .hinting("check with --env, and submit with --env-filter");
        }
        return Finding.error(place, "property.unresolved", "no property '" + name + "' in the filter file")
                .hinting(name, subject.substitution().properties().orElseThrow().stringPropertyNames());
    }

    /** Where a comment begins in a line, outside quotes; behind its end if there is none. */
    private static int comment(String line) {
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
