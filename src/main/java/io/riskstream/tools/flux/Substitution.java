package io.riskstream.tools.flux;

import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for {@code ${...}}: the properties given by {@code --filter}, and with {@code --env-filter} the environment. Works as Flux 2.8.3
 * does: one place a line, the last that is opened, up to the last closing brace.
 *
 * @param properties empty if there is no filter, where Flux fails on any {@code ${...}}
 * @param environment whether {@code ${ENV-NAME}} stands for an environment variable
 */
public record Substitution(Optional<Properties> properties, boolean environment) {
    private static final Pattern PLACEHOLDER =
            Pattern.compile(".*\\$\\{(?<var>ENV-(?<env>.+)|(?<list>.+)\\[(?<index>\\d+)]|.+)}.*");

    /**
     * What a line has for Flux to replace.
     *
     * @param name between the braces, as Flux reads it
     * @param column of its dollar sign in the line, from 0, in chars
     * @param value what it becomes; empty if it stays as it is
     * @param failure why Flux would break off; empty if it would not
     */
    public record Placeholder(String name, int column, Optional<String> value, Optional<String> failure) {
        /** As it stands in the line. */
        public String text() {
            return "${" + name + "}";
        }
    }

    /** By these properties alone. */
    public static Substitution by(Properties properties) {
        return new Substitution(Optional.of(properties), false);
    }

    /** The placeholder that Flux finds in a line. */
    Optional<Placeholder> in(String line) {
        if (!line.contains("${")) {
            return Optional.empty();
        }
        Matcher matcher = PLACEHOLDER.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String name = matcher.group("var");
        int column = matcher.start("var") - 2;
        try {
            return Optional.of(new Placeholder(name, column, value(matcher), Optional.empty()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.of(new Placeholder(name, column, Optional.empty(), Optional.of(e.getMessage())));
        }
    }

    private Optional<String> value(Matcher matcher) {
        if (matcher.group("index") != null) {
            return Optional.of(element(
                    property(matcher.group("list"))
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "there is no list property '" + matcher.group("list") + "'")),
                    Integer.parseInt(matcher.group("index"))));
        } else if (environment && matcher.group("env") != null) {
            return Optional.ofNullable(System.getenv(matcher.group("env")));
        }
        return property(matcher.group("var"));
    }

    private Optional<String> property(String name) {
        return Optional.ofNullable(properties
                .orElseThrow(() -> new IllegalArgumentException("there is no filter file to take it from"))
                .getProperty(name));
    }

    /** Of a list such as {@code ["a", "b"]}, one element without its quotes. */
    private static String element(String list, int index) {
        String[] elements = list.substring(1, list.length() - 1).split(",");
        String element = elements[index].trim();
        return element.substring(1, element.length() - 1);
    }
}
