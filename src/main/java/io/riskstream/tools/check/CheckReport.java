package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.SecretNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The findings in a Flux file and in the files that it refers to. */
public final class CheckReport {
    private final String file;
    private final List<Finding> findings;
    private final Map<String, List<String>> lines;
    private final Set<String> fluxFiles;

    CheckReport(String file, List<Finding> findings, Map<String, List<String>> lines) {
        this.file = file;
        this.findings = findings;
        this.lines = new HashMap<>(lines);
        this.fluxFiles = Set.copyOf(lines.keySet());
    }

    /** Returns the same report with further findings at its end. */
    public CheckReport with(List<Finding> further) {
        return new CheckReport(
                file, Stream.concat(findings.stream(), further.stream()).toList(), lines);
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

    /** Returns the line of a finding with secrets masked and without control characters; empty if the file cannot be read. */
    Optional<String> line(Finding finding) {
        Set<FilePosition> secrets = findings.stream()
                .filter(other -> SecretCheck.CODES.contains(other.code()))
                .map(Finding::position)
                .filter(position -> position.file().equals(finding.position().file())
                        && position.line() == finding.position().line())
                .collect(Collectors.toSet());
        return unmaskedLine(finding.position())
                .map(line -> {
                    String hidden = line;
                    for (FilePosition secret : secrets) {
                        // in a properties file the name is marked, and the value follows it
                        hidden = fluxFiles.contains(secret.file())
                                ? hidden(hidden, secret)
                                : hidden.substring(0, Math.min(hidden.length(), secret.column() - 1 + secret.length()))
                                        + "=********";
                    }
                    return hidden;
                })
                .map(SecretNames::masked)
                .map(Finding::printable);
    }

    /** Replaces each character of a part of a line. */
    private static String hidden(String line, FilePosition part) {
        int from = line.offsetByCodePoints(0, Math.min(part.column() - 1, line.codePointCount(0, line.length())));
        int to = line.offsetByCodePoints(from, Math.min(part.length(), line.codePointCount(from, line.length())));
        return line.substring(0, from) + "*".repeat(line.codePointCount(from, to)) + line.substring(to);
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
