package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.SecretNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The findings in a Flux file and in the files that it refers to. */
public final class CheckReport {
    private final String file;
    private final List<Finding> findings;
    private final Map<String, List<String>> lines;

    CheckReport(String file, List<Finding> findings, Map<String, List<String>> lines) {
        this.file = file;
        this.findings = findings;
        this.lines = new HashMap<>(lines);
    }

    /** Returns the path of the Flux file. */
    public String file() {
        return file;
    }

    /** Returns the findings, sorted by file and position. */
    public List<Finding> findings() {
        return findings;
    }

    /** Returns the number of errors. */
    public long errors() {
        return findings.stream().filter(Finding::isError).count();
    }

    /** Returns the number of warnings. */
    public long warnings() {
        return findings.size() - errors();
    }

    /** Returns the line of a position with secrets masked and without control characters; empty if the file cannot be read. */
    Optional<String> line(FilePosition position) {
        return unmaskedLine(position).map(SecretNames::masked).map(Finding::printable);
    }

    Optional<String> unmaskedLine(FilePosition position) {
        List<String> all = lines.computeIfAbsent(position.file(), CheckReport::read);
        return position.line() <= all.size() ? Optional.of(all.get(position.line() - 1)) : Optional.empty();
    }

    private static List<String> read(String file) {
        try {
            return SourceFile.read(file).text().lines().toList();
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }
}
