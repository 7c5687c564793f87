package io.riskstream.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table of the results, in Markdown. It is written again after each result, so that a run that is stopped leaves what it has. */
final class FaultTable {
    private final Path file;
    private final List<String> lines = new ArrayList<>(List.of(
            "| fault | pipeline | events | lost | duplicates | longest gap | its end after the fault | steady again | Storm UI |",
            "|---|---|---:|---:|---:|---:|---:|---:|---|"));

    private final List<String> notes = new ArrayList<>();

    FaultTable(Path file) {
        this.file = file;
    }

    synchronized void add(FaultResult result) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %d | %,d | %.1f s | %.1f s | %.1f s | %s |",
                result.fault(),
                result.pipeline(),
                result.figures().events(),
                result.lost(),
                result.figures().duplicates(),
                result.figures().gapMillis() / 1_000.0,
                result.figures().resumedMillis() / 1_000.0,
                result.figures().steadyMillis() / 1_000.0,
                String.join(", ", result.reported()));
        lines.add(line);
        write();
        System.out.println(line + " (" + result.millis() / 1_000 + " s)");
    }

    /** Adds a sentence below the table. */
    synchronized void note(String sentence) throws IOException {
        notes.add("");
        notes.add(sentence);
        write();
    }

    private void write() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, Stream.of(lines, notes).flatMap(List::stream).toList());
    }
}
