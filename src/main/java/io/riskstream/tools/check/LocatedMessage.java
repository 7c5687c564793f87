package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fault that names its own place, as the readers of a pipeline's files write it: {@code scorecard.yaml:12:9: message}. */
final class LocatedMessage {
    private static final Pattern PLACED =
            Pattern.compile("(?<file>[^\\s:]+):(?<line>\\d+):(?<column>\\d+): (?<rest>.*)");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");

    private LocatedMessage() {}

    /** The fault as a finding; empty if the text names no place. */
    static Optional<Finding> of(String fault) {
        Matcher placed = PLACED.matcher(fault);
        if (!placed.matches()) {
            return Optional.empty();
        }
        String file = placed.group("file");
        int line = Integer.parseInt(placed.group("line"));
        int column = Integer.parseInt(placed.group("column"));
        String message = placed.group("rest");
        return Optional.of(Finding.error(
                new FilePosition(file, line, column, length(file, line, column, message)), "file.invalid", message));
    }

    /** As long as the word that is quoted, if it is that which stands there. */
    private static int length(String file, int line, int column, String message) {
        String rest = SourceFile.read(file)
                .text()
                .lines()
                .skip(line - 1L)
                .findFirst()
                .filter(text -> text.length() >= column)
                .map(text -> text.substring(column - 1))
                .orElse("");
        Matcher quoted = QUOTED.matcher(message);
        while (quoted.find()) {
            if (rest.startsWith(quoted.group(1))) {
                return quoted.group(1).codePointCount(0, quoted.group(1).length());
            }
        }
        return 1;
    }
}
