package io.riskstream.tools.cli;

import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.text.ConfigurationException;
import io.riskstream.tools.git.GitRevision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scorecard that an argument names: a file, or {@code REVISION:FILE} for the file of a git revision. */
final class ScorecardArgument {
    private ScorecardArgument() {}

    /**
     * Reads a scorecard, with the files beside it that it names.
     *
     * @throws IllegalArgumentException if there is no such file, or the scorecard is wrong
     */
    static Scorecard read(String argument, EventType type) throws IOException {
        int colon = argument.indexOf(':');
        if (colon <= 0 || Files.exists(Path.of(argument))) {
            return new Scorecard(type, argument);
        }
        try (GitRevision revision = GitRevision.extract(argument.substring(0, colon))) {
            Path file = revision.file(Path.of(argument.substring(colon + 1)));
            try {
                return new Scorecard(type, file.toString());
            } catch (ConfigurationException e) {
                // the position is in a temporary file
                throw new IllegalArgumentException(
                        argument + ": "
                                + e.getMessage().replace(revision.root() + "/", argument.substring(0, colon + 1)),
                        e);
            }
        }
    }
}
