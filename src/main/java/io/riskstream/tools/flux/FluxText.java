package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Substitution.Placeholder;
import io.riskstream.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of a Flux file after Flux has replaced each {@code ${...}}, with the position in the file of each of its characters. */
public final class FluxText implements YamlText {
    /** The line separators of {@link java.io.BufferedReader}, by which Flux reads. */
    private static final String LINE_END = "\r\n|\r|\n";

    /**
     * A line of the file.
     *
     * @param start its start in the replaced text, in chars
     */
    private record Line(String original, int start, Optional<Placeholder> placeholder) {
        /** Returns the column in the file, from 0, in chars, of a char in the replaced line; for the value of a placeholder the column of its dollar sign. */
        int originalColumn(int offset) {
            if (placeholder.isEmpty() || placeholder.get().value().isEmpty()) {
                return Math.min(offset, original.length());
            }
            String text = placeholder.get().text();
            int width = placeholder.get().value().get().length();
            int from = 0;
            int shift = 0;
            for (int found = original.indexOf(text); found >= 0; found = original.indexOf(text, from)) {
                int replaced = found + shift;
                if (offset < replaced) {
                    break;
                } else if (offset < replaced + width) {
                    return found;
                }
                shift += width - text.length();
                from = found + text.length();
            }
            return Math.min(offset - shift, original.length());
        }
    }

    private final String file;
    private final List<Line> lines = new ArrayList<>();
    private final String replaced;
    /** True if no character needs two chars. */
    private final boolean basic;

    /** Creates the text of a file. */
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
        this.basic = replaced.codePointCount(0, replaced.length()) == replaced.length();
    }

    @Override
    public String file() {
        return file;
    }

    /** Returns the text that Flux passes to the YAML parser. */
    @Override
    public String text() {
        return replaced;
    }

    /** Returns the number of lines of the file. */
    public int size() {
        return lines.size();
    }

    /** Returns a line of the file with its placeholders; numbered from 1. */
    public String line(int number) {
        return lines.get(number - 1).original();
    }

    /** Returns the placeholder that Flux finds in a line; numbered from 1. */
    public Optional<Placeholder> placeholder(int number) {
        return lines.get(number - 1).placeholder();
    }

    /** True if Flux leaves a placeholder in one of these lines. The value that contains it cannot be checked. */
    boolean hasUnresolvedPlaceholder(int from, int to) {
        return lines.subList(from - 1, Math.min(to, lines.size())).stream().anyMatch(line -> line.placeholder()
                .filter(found -> found.value().isEmpty())
                .isPresent());
    }

    /** Returns the position of a part of a line; the column from 0, in chars. */
    public FilePosition position(int line, int column, int length) {
        String text = line(line);
        int start = Math.min(column, text.length());
        int end = Math.min(text.length(), start + Math.max(1, length));
        return new FilePosition(
                file, line, text.codePointCount(0, start) + 1, Math.max(1, text.codePointCount(start, end)));
    }

    @Override
    public FilePosition position(int from, int to) {
        int start = offset(from);
        int end = Math.max(start, offset(to));
        int number = lineAt(start);
        Line line = lines.get(number - 1);
        int column = line.originalColumn(start - line.start());
        int columnAfter = lineAt(end) == number
                ? line.originalColumn(end - line.start())
                : line.original().length();
        if (columnAfter <= column) {
            // all of it is the value of a placeholder
            columnAfter = line.placeholder()
                    .filter(found -> line.original().startsWith(found.text(), column))
                    .map(found -> column + found.text().length())
                    .orElse(column + 1);
        }
        return position(number, column, columnAfter - column);
    }

    private int offset(int codePoints) {
        if (basic) {
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
