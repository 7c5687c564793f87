package io.riskstream.text;

import java.util.Optional;

/**
 * One mistake in the configuration of a pipeline: in an option of a component, or in a file that the pipeline is made of.
 *
 * @param component what is configured, such as {@code look-up 'county'}; empty for a file
 * @param position the position in a file; empty if the mistake is in the Flux file, whose reader finds the position from {@code option} and {@code value}
 * @param option the option that is wrong; empty if none is
 * @param value the text that is wrong, as it is written: a value, a part of one, or an unknown key; empty if something is missing
 * @param message a sentence without the component, the position and the hint
 * @param hint what was probably meant, or what to do, such as {@code did you mean 'county'?}
 */
public record ConfigurationProblem(
        String component,
        Optional<FilePosition> position,
        String option,
        String value,
        String message,
        Optional<String> hint) {

    /** A mistake in an option. */
    public static ConfigurationProblem ofOption(String component, String option, String value, String message) {
        return new ConfigurationProblem(component, Optional.empty(), option, value, message, Optional.empty());
    }

    /** A mistake in a file. */
    public static ConfigurationProblem inFile(FilePosition position, String message) {
        return new ConfigurationProblem("", Optional.of(position), "", "", message, Optional.empty());
    }

    /** The same with a hint. */
    public ConfigurationProblem withHint(String text) {
        return new ConfigurationProblem(component, position, option, value, message, Optional.of(text));
    }

    /** {@code position: component: message; hint}, without the parts that are empty. */
    @Override
    public String toString() {
        return position.map(at -> at + ": ").orElse("")
                + (component.isEmpty() ? "" : component + ": ")
                + message
                + hint.map(text -> "; " + text).orElse("");
    }
}
