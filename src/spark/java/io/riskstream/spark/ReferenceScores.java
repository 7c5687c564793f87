package io.riskstream.spark;

import io.riskstream.tools.statistics.ScoreBins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A file with the number of events at each score of a reference period: a line {@code score,events}, then a line for each score. */
final class ReferenceScores {
    private static final String HEADER = "score,events";

    private ReferenceScores() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it has another content; the message names the line
     * @throws UncheckedIOException if it cannot be read
     */
    static ScoreBins read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException("no such file: " + file + ", the value of 'reference'", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the reference in " + file + ": " + e.getMessage(), e);
        }
        if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
            throw new IllegalArgumentException(file + ":1: the first line must be " + HEADER);
        }
        Map<Double, Long> events = new TreeMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).strip().split(",", -1);
            try {
                double score = Double.parseDouble(cells[0]);
                long count = cells.length == 2 ? Long.parseLong(cells[1]) : -1;
                if (!Double.isFinite(score) || count < 0 || events.putIfAbsent(score, count) != null) {
                    throw new NumberFormatException();
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        file + ":" + (i + 1) + ": expected a score, a comma and a number of events, each score once",
                        e);
            }
        }
        try {
            return new ScoreBins(events);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the name under which the scores of a bin are counted. It differs between references, so that a window with counts of two references has those of each.
     *
     * @param index the index of the bin, from 0
     */
    static String bin(ScoreBins bins, int index) {
        return Integer.toHexString(bins.upperBounds().hashCode()) + ":" + index;
    }

    /** Returns the number of scores in each bin of a reference, from the numbers by the names of bins. */
    static List<Long> counts(ScoreBins bins, Map<String, Long> numbers) {
        return IntStream.rangeClosed(0, bins.upperBounds().size())
                .mapToObj(index -> numbers.getOrDefault(bin(bins, index), 0L))
                .toList();
    }

    /** Writes a file. */
    static void write(Path file, Map<Double, Long> events) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        new TreeMap<>(events).forEach((score, count) -> lines.add(score + "," + count));
        Files.write(file, lines, StandardCharsets.UTF_8);
    }
}
