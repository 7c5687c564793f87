package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.SecretNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was found in a Flux file and the files that it names. */
public final class CheckReport {
    private final String file;
    private final List<Finding> findings;
    private final Map<String, List<String>> lines;

    CheckReport(String file, List<Finding> findings, Map<String, List<String>> lines) {
        this.file = file;
        this.findings = findings;
        this.lines = new HashMap<>(lines);
    }

    /** The Flux file. */
    public String file() {
        return file;
    }

    /** By file and place. */
    public List<Finding> findings() {
        return findings;
    }

    public long errors() {
        return findings.stream().filter(Finding::isError).count();
    }

    public long warnings() {
        return findings.size() - errors();
    }

    /** The line that a finding is about, secrets in it made unreadable; empty if the file is not at hand. */
    Optional<String> line(FilePosition place) {
        List<String> all = lines.computeIfAbsent(place.file(), CheckReport::read);
        return place.line() <= all.size()
                ? Optional.of(SecretNames.masked(all.get(place.line() - 1)))
                : Optional.empty();
    }

    private static List<String> read(String file) {
        try {
            return SourceFile.read(file).text().lines().toList();
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }
}
