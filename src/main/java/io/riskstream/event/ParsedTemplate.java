package io.riskstream.event;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a template such as {@code weather:{state}:{dateOfLoss|date}}: one parser for keys of look-ups, topics and keys of reference records.
 *
 * @param text the template as written
 * @param literals the text before, between and after the placeholders, one more than there are placeholders
 * @param placeholders the placeholders in order
 */
public record ParsedTemplate(String text, List<String> literals, List<Placeholder> placeholders) {
    /**
     * One placeholder.
     *
     * @param name the name of a field or a column, without surrounding spaces
     * @param conversion the conversion after {@code |}
     */
    public record Placeholder(String name, Conversion conversion) {}

    public ParsedTemplate {
        literals = List.copyOf(literals);
        placeholders = List.copyOf(placeholders);
    }

    /**
     * Parses a template.
     *
     * @throws ConfigurationException if a brace is not closed or not opened, a name is empty, or a conversion is unknown
     */
    public static ParsedTemplate of(String text) {
        List<String> literals = new ArrayList<>();
        List<Placeholder> placeholders = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw problem(text, "'{' without '}'");
            }
            literals.add(literal(text, from, open));
            placeholders.add(placeholder(text, text.substring(open + 1, close)));
            from = close + 1;
        }
        literals.add(literal(text, from, text.length()));
        return new ParsedTemplate(text, literals, placeholders);
    }

    private static String literal(String text, int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('}') >= 0) {
            throw problem(text, "'}' without '{'");
        }
        return literal;
    }

    private static Placeholder placeholder(String text, String content) {
        int bar = content.indexOf('|');
        String name = (bar < 0 ? content : content.substring(0, bar)).strip();
        if (name.isEmpty()) {
            throw problem(text, "a name is missing between '{' and '}'");
        }
        return new Placeholder(
                name,
                bar < 0
                        ? Conversion.NONE
                        : Conversion.named(content.substring(bar + 1).strip(), text));
    }

    private static ConfigurationException problem(String text, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("template '" + text + "'", "", text, message));
    }
}
