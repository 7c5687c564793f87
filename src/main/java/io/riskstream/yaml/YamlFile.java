package io.riskstream.yaml;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a YAML file whose form this project defines. {@link #read} passes the root node to a reader. It returns the result of the reader, or throws
 * every problem that the reader found. Duplicate keys are problems, as in YAML 1.2; merge keys ({@code <<}) are not allowed. See {@link
 * YamlParser} for the limits.
 */
public final class YamlFile {
    private static final int LONG_LINE = 140;
    private static final int SHOWN_BEFORE = 80;
    private static final int SHOWN_AFTER = 60;

    private final SourceFile source;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private YamlFile(SourceFile source) {
        this.source = source;
    }

    /**
     * Reads a file.
     *
     * @param reader converts the root node. It continues after a problem with a substitute for the missing value: an empty text, 0, false or an
     *     empty list. After a problem, its result or exception is discarded.
     * @throws YamlException with every problem of the file
     */
    public static <T> T read(SourceFile source, Function<YamlNode, T> reader) {
        YamlFile file = new YamlFile(source);
        YamlNode root = file.parse();
        T result;
        try {
            result = reader.apply(root);
        } catch (RuntimeException e) {
            // the reader may fail because of a substitute; then the problem is the cause
            if (file.problems.isEmpty()) {
                throw e;
            }
            YamlException all = file.exception();
            all.addSuppressed(e);
            throw all;
        }
        if (!file.problems.isEmpty()) {
            throw file.exception();
        }
        return result;
    }

    private YamlNode parse() {
        YamlText text = new PlainText(source);
        Optional<Node> root = Optional.empty();
        try {
            root = YamlParser.parse(text);
            if (root.isEmpty()) {
                add(ConfigurationProblem.inFile(FilePosition.start(source.name()), "the file is empty"));
            }
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> add(problem.withMessage("not well-formed YAML: " + problem.message())));
        }
        return new YamlNode(this, text, root.orElseThrow(this::exception));
    }

    void add(ConfigurationProblem problem) {
        problems.add(problem);
    }

    private YamlException exception() {
        List<ConfigurationProblem> all = problems.stream()
                .sorted(Comparator.comparing(problem -> problem.position().orElseThrow()))
                .distinct()
                .toList();
        String message = all.stream()
                .map(problem -> problem + excerpt(problem.position().orElseThrow()))
                .collect(Collectors.joining("\n"));
        return new YamlException(message, all);
    }

    /** Returns the line of a position with a caret below, or the part of a long line around it; nothing if the line is blank. */
    private String excerpt(FilePosition position) {
        String line =
                source.text().lines().skip(position.line() - 1L).findFirst().orElse("");
        if (line.isBlank()) {
            return "";
        }
        int caret = line.offsetByCodePoints(0, Math.min(position.column() - 1, line.codePointCount(0, line.length())));
        boolean whole = line.length() <= LONG_LINE;
        int from = whole ? 0 : Math.max(0, caret - SHOWN_BEFORE);
        int to = whole ? line.length() : Math.min(line.length(), caret + SHOWN_AFTER);
        String shown = line.substring(from, to).replace('\t', ' ').stripTrailing();
        return "\n  " + shown + "\n  " + " ".repeat(line.codePointCount(from, caret)) + "^";
    }
}
