package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Substitution.Placeholder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of a Flux file as Flux reads it, {@code ${...}} replaced, with the way back from each of its characters to the file. */
public final class FluxText {
    /** Flux reads lines as {@link java.io.BufferedReader} does. */
    private static final String LINE_END = "\r\n|\r|\n";

    /**
     * One line of the file.
     *
     * @param start where it begins in the replaced text, in chars
     */
    private record Line(String original, int start, Optional<Placeholder> placeholder) {
        /** The column in the file, from 0, in chars, of a char in the replaced line; that of the dollar sign for what was put in. */
        int originalColumn(int offset) {
            if (placeholder.isEmpty() || placeholder.get().value().isEmpty()) {
                return Math.min(offset, original.length());
            }
            String text = placeholder.get().text();
            int width = placeholder.get().value().get().length();
            int from = 0;
            int shift = 0;
            for (int at = original.indexOf(text); at >= 0; at = original.indexOf(text, from)) {
                int replacedAt = at + shift;
                if (offset < replacedAt) {
                    break;
                } else if (offset < replacedAt + width) {
                    return at;
                }
                shift += width - text.length();
                from = at + text.length();
            }
            return Math.min(offset - shift, original.length());
        }
    }

    private final String file;
    private final List<Line> lines = new ArrayList<>();
    private final String replaced;
    private final boolean plain;

    /** The text of a file of this name. */
    public FluxText(String file, String text, Substitution substitution) {
        this.file = file;
        StringBuilder whole = new StringBuilder(text.length() + 256);
        for (String line : text.split(LINE_END, -1)) {
            Optional<Placeholder> placeholder = substitution.in(line);
            lines.add(new Line(line, whole.length(), placeholder));
            whole.append(placeholder
                            .flatMap(found -> found.value().map(value -> line.replace(found.text(), value)))
                            .orElse(line))
                    .append('\n');
        }
        this.replaced = whole.toString();
        this.plain = replaced.codePointCount(0, replaced.length()) == replaced.length();
    }

    /** The file's name. */
    public String file() {
        return file;
    }

    /** What Flux gives to the YAML parser. */
    String replaced() {
        return replaced;
    }

    /** How many lines the file has. */
    public int size() {
        return lines.size();
    }

    /** A line of the file as it is; from 1. */
    public String line(int number) {
        return lines.get(number - 1).original();
    }

    /** What Flux finds to replace in a line; from 1. */
    public Optional<Placeholder> placeholder(int number) {
        return lines.get(number - 1).placeholder();
    }

    /** Whether a placeholder in one of these lines stays as it is, so that what it is part of cannot be judged. */
    boolean unresolved(int from, int to) {
        return lines.subList(from - 1, Math.min(to, lines.size())).stream().anyMatch(line -> line.placeholder()
                .filter(found -> found.value().isEmpty())
                .isPresent());
    }

    /** A place in this file by line and column, the column from 0 and in chars. */
    public FilePosition place(int line, int column, int length) {
        String text = line(line);
        int start = Math.min(column, text.length());
        int end = Math.min(text.length(), start + Math.max(1, length));
        return new FilePosition(
                file, line, text.codePointCount(0, start) + 1, Math.max(1, text.codePointCount(start, end)));
    }

    /**
     * Where a stretch of the replaced text comes from; of one that goes over several lines, the part on its first.
     *
     * @param from in code points, as SnakeYAML counts them
     * @param to in code points, behind its last
     */
    FilePosition place(int from, int to) {
        int start = offset(from);
        int end = Math.max(start, offset(to));
        int number = lineAt(start);
        Line line = lines.get(number - 1);
        int column = line.originalColumn(start - line.start());
        int behind = lineAt(end) == number
                ? line.originalColumn(end - line.start())
                : line.original().length();
        if (behind <= column) {
            // all of it was put in for a placeholder
            behind = line.placeholder()
                    .filter(found -> line.original().startsWith(found.text(), column))
                    .map(found -> column + found.text().length())
                    .orElse(column + 1);
        }
        return place(number, column, behind - column);
    }

    private int offset(int codePoints) {
        if (plain) {
            return Math.min(codePoints, replaced.length());
        }
        int all = replaced.codePointCount(0, replaced.length());
        return replaced.offsetByCodePoints(0, Math.min(codePoints, all));
    }

    private int lineAt(int offset) {
        int low = 0;
        int high = lines.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (lines.get(middle).start() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low + 1;
    }
}
