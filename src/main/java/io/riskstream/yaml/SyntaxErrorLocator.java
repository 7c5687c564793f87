package io.riskstream.yaml;

import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Finds the line that makes a text malformed YAML. The parser reports where it cannot continue, which is often one or more lines below the
 * mistake: a missing colon, or a superfluous dash. This class therefore removes each of the {@value #MAX_CANDIDATES} lines above in turn. The
 * line without which the parser reads furthest is the most likely mistake.
 */
final class SyntaxErrorLocator {
    private static final int MAX_CANDIDATES = 4;
    /** The context that the parser reports for the end of the file inside a quoted text. */
    private static final String IN_QUOTES = "while scanning a quoted scalar";

    private static final Set<ScalarStyle> QUOTES = EnumSet.of(ScalarStyle.SINGLE_QUOTED, ScalarStyle.DOUBLE_QUOTED);
    private static final Pattern UNCLOSED = Pattern.compile("but got (?:[-:?]|<block|<stream)");

    private final YamlText text;
    private final MarkedYAMLException error;
    private final List<String> lines;
    /** The line, from 1, on which the parser stops. */
    private final int stopLine;

    private final FilePosition stop;

    private SyntaxErrorLocator(YamlText text, MarkedYAMLException error) {
        this.text = text;
        this.error = error;
        this.lines = List.of(text.text().split("\n", -1));
        Mark mark = error.getProblemMark();
        this.stopLine = mark == null ? 1 : line(text.text(), mark);
        int index = mark == null ? 0 : mark.getIndex();
        this.stop = text.position(index, index + 1);
    }

    /** Returns the problem with the most likely position of the mistake, and with a hint if that is not where the parser stops. */
    static ConfigurationProblem locate(YamlText text, MarkedYAMLException error) {
        return new SyntaxErrorLocator(text, error).locate();
    }

    private ConfigurationProblem locate() {
        Optional<Integer> element = elementWithoutDash();
        if (element.isPresent()) {
            return problem(line(element.get()))
                    .withHint(
                            "is a line that begins with '- ' missing above it? The list continues on line " + stopLine);
        }
        Optional<Mark> quote = openQuote();
        if (quote.isPresent()) {
            return problem(character(quote.get()))
                    .withHint("is the closing quote missing or misplaced? YAML reads the text to line " + stopLine);
        }
        if (isUnclosed()) {
            return problem(character(error.getContextMark()))
                    .withHint("is the closing bracket missing? YAML reads to line " + stopLine);
        }
        int candidate = likeliestLine();
        if (candidate == stopLine) {
            boolean misplaced = String.valueOf(error.getProblem()).contains("<block end>");
            return misplaced ? problem(stop).withHint("is the indentation of this line correct?") : problem(stop);
        }
        return problem(line(candidate)).withHint("YAML stops reading because of this line on line " + stopLine);
    }

    /** Returns the line of a mark as an editor counts, from 1. YAML counts further characters as line breaks, such as U+0085. */
    private static int line(String text, Mark mark) {
        return (int) text.codePoints()
                        .limit(mark.getIndex())
                        .filter(c -> c == '\n')
                        .count()
                + 1;
    }

    private ConfigurationProblem problem(FilePosition position) {
        String context = error.getContext() == null ? "" : " " + error.getContext();
        return ConfigurationProblem.inFile(position, error.getProblem() + context);
    }

    private FilePosition character(Mark mark) {
        return text.position(mark.getIndex(), mark.getIndex() + 1);
    }

    /** Returns the position of a line without its indentation. */
    private FilePosition line(int number) {
        int start = 0;
        for (int line = 1; line < number; line++) {
            start = text.text().indexOf('\n', start) + 1;
        }
        String content = lines.get(number - 1);
        int from = text.text().codePointCount(0, start + indentation(content));
        String stripped = content.strip();
        return text.position(from, from + stripped.codePointCount(0, stripped.length()));
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    private boolean isBlankOrComment(int number) {
        String line = lines.get(number - 1).strip();
        return line.isEmpty() || line.startsWith("#");
    }

    /** Returns the first line of an element without a dash: a list continues, and the lines above have a deeper indentation without being an element. */
    private Optional<Integer> elementWithoutDash() {
        if (error.getProblem() == null || !error.getProblem().endsWith("found '<block sequence start>'")) {
            return Optional.empty();
        }
        int first = stopLine;
        for (int number = stopLine - 1; number >= 1; number--) {
            if (!isBlankOrComment(number)) {
                String line = lines.get(number - 1);
                if (indentation(line) < stop.column()) {
                    if (line.strip().startsWith("- ")) {
                        return Optional.empty(); // the element above has its dash
                    }
                    break;
                }
                first = number;
            }
        }
        return first == stopLine || lines.get(first - 1).strip().startsWith("-")
                ? Optional.empty()
                : Optional.of(first);
    }

    /** Returns the start of a quoted text that is not closed, or that the opening quote of another text closes on the line where the parser stops. */
    private Optional<Mark> openQuote() {
        if (IN_QUOTES.equals(error.getContext())) {
            return Optional.ofNullable(error.getContextMark());
        }
        Mark opened = null;
        try {
            for (Event event : new Yaml(new LoaderOptions()).parse(new StringReader(text.text()))) {
                if (event instanceof ScalarEvent scalar
                        && QUOTES.contains(scalar.getScalarStyle())
                        && scalar.getStartMark().getLine() < scalar.getEndMark().getLine()
                        && line(text.text(), scalar.getEndMark()) == stopLine) {
                    opened = scalar.getStartMark();
                }
            }
        } catch (MarkedYAMLException expected) {
            // the error itself; all events before it are read
        }
        return Optional.ofNullable(opened);
    }

    /** True if a list or map in brackets continues on a line that cannot be part of one. */
    private boolean isUnclosed() {
        Mark opened = error.getContextMark();
        return opened != null
                && error.getProblemMark() != null
                && line(text.text(), opened) < stopLine
                && String.valueOf(error.getContext()).startsWith("while parsing a flow")
                && UNCLOSED.matcher(String.valueOf(error.getProblem())).find();
    }

    private int likeliestLine() {
        List<Integer> candidates = new ArrayList<>();
        for (int number = Math.min(stopLine, lines.size());
                number >= 1 && candidates.size() < MAX_CANDIDATES;
                number--) {
            if (!isBlankOrComment(number)) {
                candidates.add(number);
            }
        }
        List<String> changed = new ArrayList<>(lines);
        int likeliest = stopLine;
        int furthest = stopLine;
        for (int candidate : candidates) {
            String removed = changed.set(candidate - 1, "");
            int last = lastLine(changed);
            changed.set(candidate - 1, removed);
            if (last > furthest) {
                likeliest = candidate;
                furthest = last;
            }
        }
        return likeliest;
    }

    /** Returns the line on which the parser stops. */
    private static int lastLine(List<String> lines) {
        String text = String.join("\n", lines);
        try {
            YamlParser.compose(text);
            return Integer.MAX_VALUE;
        } catch (MarkedYAMLException e) {
            return Optional.ofNullable(e.getProblemMark())
                    .map(mark -> line(text, mark))
                    .orElse(0);
        } catch (YAMLException e) {
            return 0;
        }
    }
}
