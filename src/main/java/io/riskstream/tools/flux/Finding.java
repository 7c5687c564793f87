package io.riskstream.tools.flux;

import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mistake in a Flux file, or in a file that it refers to.
 *
 * @param code the kind of mistake, such as {@code ref.unknown}; stable, so that scripts can rely on it
 * @param message one line without the position
 * @param hint the most likely intended word, or what to do; empty if there is no hint
 */
public record Finding(FilePosition position, Severity severity, String code, String message, Optional<String> hint) {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}&&[^\\t]]");

    public Finding {
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(hint, "hint");
        message = printable(message.strip().replaceAll("\\s*\\R\\s*", " "));
        hint = hint.map(Finding::printable);
    }

    /** Returns a text without control characters, which could control the terminal. Tabs stay. */
    public static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    /** Returns a mistake without a hint. */
    public static Finding error(FilePosition position, String code, String message) {
        return new Finding(position, Severity.ERROR, code, message, Optional.empty());
    }

    /** Returns a probable mistake without a hint. */
    public static Finding warning(FilePosition position, String code, String message) {
        return new Finding(position, Severity.WARNING, code, message, Optional.empty());
    }

    /** Returns the error for a problem that has a position. */
    public static Finding of(ConfigurationProblem problem, String code) {
        return new Finding(problem.position().orElseThrow(), Severity.ERROR, code, problem.message(), problem.hint());
    }

    /** Returns the same finding with a hint. */
    public Finding withHint(String text) {
        return new Finding(position, severity, code, message, Optional.of(text));
    }

    /** Returns the same finding with the known word that is nearest to {@code word}, or with all known words. */
    public Finding withHint(String word, Collection<String> known) {
        return withHint(Nearest.hint(word, known));
    }

    /** True if the topology would not start, or not work as the file declares. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Returns {@code file:line:column: error [code] message; hint}. */
    @Override
    public String toString() {
        return position + ": " + severity.name().toLowerCase(Locale.ROOT) + " [" + code + "] " + message
                + hint.map(text -> "; " + text).orElse("");
    }
}
