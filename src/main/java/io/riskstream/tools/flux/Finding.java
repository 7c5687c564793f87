package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Something wrong with a Flux file, or with a file that it names.
 *
 * @param code what kind of mistake it is, such as {@code ref.unknown}: stable, for scripts
 * @param message one line, without the place
 * @param hint what was probably meant, or what to do; empty if there is nothing to say
 */
public record Finding(FilePosition place, Severity severity, String code, String message, Optional<String> hint) {
    private static final String MEANT = "; did you mean ";

    public Finding {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(hint, "hint");
        // what other code says ends in its hint, which has a field of its own here
        int meant = message.indexOf(MEANT);
        if (hint.isEmpty() && meant > 0 && message.endsWith("?") && message.indexOf(MEANT, meant + 1) < 0) {
            hint = Optional.of(message.substring(meant + 2));
            message = message.substring(0, meant);
        }
        message = message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    public static Finding error(FilePosition place, String code, String message) {
        return new Finding(place, Severity.ERROR, code, message, Optional.empty());
    }

    public static Finding warning(FilePosition place, String code, String message) {
        return new Finding(place, Severity.WARNING, code, message, Optional.empty());
    }

    public Finding hinting(String meant) {
        return new Finding(place, severity, code, message, Optional.of(meant));
    }

    /** With the known word that is nearest to this one, or all that are known. */
    public Finding hinting(String word, Collection<String> known) {
        return hinting(Nearest.hint(word, known));
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column: error [code] message}, and the hint. */
    @Override
    public String toString() {
        return place + ": " + severity.name().toLowerCase(java.util.Locale.ROOT) + " [" + code + "] " + message
                + hint.map(meant -> "; " + meant).orElse("");
    }
}
