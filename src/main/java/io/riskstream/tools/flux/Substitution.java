package io.riskstream.tools.flux;

import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${...}} by the properties of {@code --filter} and, with {@code --env-filter}, by environment variables. Works as Flux 2.8.3 does: it
 * replaces one placeholder per line, from the last dollar sign with a brace to the last closing brace.
 *
 * @param properties empty without a filter; Flux then fails on any {@code ${...}}
 * @param environment true if the value of {@code ${ENV-NAME}} is an environment variable
 */
public record Substitution(Optional<Properties> properties, boolean environment) {
    private static final Pattern PLACEHOLDER =
            Pattern.compile(".*\\$\\{(?<var>ENV-(?<env>.+)|(?<list>.+)\\[(?<index>\\d+)]|.+)}.*");

    /**
     * The placeholder that Flux finds in a line.
     *
     * @param name the text between the braces, as Flux reads it
     * @param column the column of the dollar sign in the line, from 0, in chars
     * @param value the value; empty if Flux leaves the placeholder
     * @param failure why Flux fails; empty if it does not
     */
    public record Placeholder(String name, int column, Optional<String> value, Optional<String> failure) {
        /** Returns the placeholder as it is written. */
        public String text() {
            return "${" + name + "}";
        }
    }

    /** Returns a substitution by properties only. */
    public static Substitution by(Properties properties) {
        return new Substitution(Optional.of(properties), false);
    }

    /** Returns the placeholder that Flux finds in a line. */
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
                .orElseThrow(() -> new IllegalArgumentException("there is no filter file with its value"))
                .getProperty(name));
    }

    /** Returns an element of a list such as {@code ["a", "b"]}, without its quotes. */
    private static String element(String list, int index) {
        String[] elements = list.substring(1, list.length() - 1).split(",");
        String element = elements[index].trim();
        return element.substring(1, element.length() - 1);
    }
}
