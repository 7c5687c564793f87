package io.riskstream.text;

import java.util.Optional;

/**
 * One mistake in the configuration of a pipeline. It is in an option of a component, or in a file that the pipeline reads.
 *
 * @param component the configured component, such as {@code look-up 'county'}; empty if the problem is in a file or the component is unknown
 * @param position the position in a file; empty if the mistake is in the Flux file, whose reader finds the position from {@code option} and {@code value}
 * @param option the wrong option; empty if no single option is wrong
 * @param value the wrong text as it is written: a value, a part of one, or an unknown key; empty if something is missing
 * @param message a sentence without the component, the position and the hint
 * @param hint the most likely intended word, or what to do, such as {@code did you mean 'county'?}
 */
public record ConfigurationProblem(
        String component,
        Optional<FilePosition> position,
        String option,
        String value,
        String message,
        Optional<String> hint) {

    /** Returns a problem of a component as a whole. */
    public static ConfigurationProblem of(String component, String message) {
        return ofOption(component, "", "", message);
    }

    /** Returns a problem of one option. */
    public static ConfigurationProblem ofOption(String component, String option, String value, String message) {
        return new ConfigurationProblem(component, Optional.empty(), option, value, message, Optional.empty());
    }

    /** Returns a problem at a position in a file. */
    public static ConfigurationProblem inFile(FilePosition position, String message) {
        return new ConfigurationProblem("", Optional.of(position), "", "", message, Optional.empty());
    }

    /** Returns the same problem with a hint. */
    public ConfigurationProblem withHint(String text) {
        return new ConfigurationProblem(component, position, option, value, message, Optional.of(text));
    }

    /** Returns the same problem with another message. */
    public ConfigurationProblem withMessage(String text) {
        return new ConfigurationProblem(component, position, option, value, text, hint);
    }

    /** Returns the same problem as one of an option: a component that the problem already names becomes part of the message. */
    public ConfigurationProblem within(String outerComponent, String outerOption) {
        String sentence = component.isEmpty() ? message : component + ": " + message;
        return new ConfigurationProblem(outerComponent, position, outerOption, value, sentence, hint);
    }

    /** Returns {@code position: component: message; hint}, without the parts that are empty. */
    @Override
    public String toString() {
        return position.map(present -> present + ": ").orElse("")
                + (component.isEmpty() ? "" : component + ": ")
                + message
                + hint.map(text -> "; " + text).orElse("");
    }
}
