package io.riskstream.flux;

import io.riskstream.Nearest;
import io.riskstream.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.storm.flux.model.TopologyDef;
import org.apache.storm.flux.parser.FluxParser;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.scanner.ScannerException;

/** A Flux file and its lines: finds the place that a fault is about. */
final class FluxFile {
    /** As Flux finds a property: one a line, to the line's last brace. */
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{(?<name>.+)}");

    /** Of a component, a spout or a bolt; options called `id` stand in maps, and begin with no dash. */
    private static final Pattern DECLARATION = Pattern.compile("^ {0,4}- id:\\s*[\"']?(?<id>[^\"'\\s#]+)");

    private final Path path;
    private final String text;
    private final List<String> lines;

    /** Reads a file from the working directory, or else from the jar. */
    FluxFile(Path path) {
        this.path = path;
        try {
            this.text = SourceFile.read(path.toString()).text();
        } catch (IllegalArgumentException e) {
            throw new FluxFault(e.getMessage(), e);
        }
        this.lines = text.lines().toList();
    }

    /** The definition as Flux reads it, with properties put in. */
    TopologyDef parse(Properties properties) {
        for (int i = 0; i < lines.size(); i++) {
            Matcher property = PROPERTY.matcher(lines.get(i));
            if (property.find() && properties.getProperty(property.group("name")) == null) {
                throw fault(
                        i + 1,
                        "no property '" + property.group("name") + "' in the filter file"
                                + Nearest.hint(property.group("name"), properties.stringPropertyNames()),
                        null);
            }
        }
        try {
            InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            return FluxParser.parseInputStream(bytes, false, true, properties, false);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            boolean syntax = e instanceof ScannerException || e instanceof ParserException;
            throw fault(line, syntax ? e.getProblem() : rootMessage(e), e);
        } catch (YAMLException | IOException e) {
            throw new FluxFault(path + ": " + rootMessage(e), e);
        }
    }

    /** A fault in what this id declares. */
    FluxFault faultIn(String kind, String id, String message, Throwable cause) {
        return fault(lineOf(id), kind + " '" + id + "': " + message, cause);
    }

    FluxFault fault(int line, String message, Throwable cause) {
        return new FluxFault(path + ":" + line + ": " + message, cause);
    }

    /** The first line in which this is found; 1 if in none, as in an included file. */
    int lineMatching(String expression) {
        Pattern pattern = Pattern.compile(expression);
        for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).find()) {
                return i + 1;
            }
        }
        return 1;
    }

    /** Of two declarations with one id Flux keeps the last, without a word. */
    void checkIds() {
        Map<String, Integer> lineOf = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher declaration = DECLARATION.matcher(lines.get(i));
            if (declaration.find()) {
                Integer other = lineOf.putIfAbsent(declaration.group("id"), i + 1);
                if (other != null) {
                    throw fault(
                            i + 1, "id '" + declaration.group("id") + "' is used in line " + other + " already", null);
                }
            }
        }
    }

    int lineOf(String id) {
        Pattern declaration = Pattern.compile("\\bid:\\s*[\"']?" + Pattern.quote(id) + "[\"']?\\s*([,}#].*)?$");
        for (int i = 0; i < lines.size(); i++) {
            if (declaration.matcher(lines.get(i)).find()) {
                return i + 1;
            }
        }
        return 1;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    Path path() {
        return path;
    }
}
