package io.riskstream.tools.check;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A properties file of {@code --filter}, and the lines of its properties. */
final class FilterFileText {
    private final String file;
    private final List<String> lines;
    private final Properties properties = new Properties();
    private final Map<String, Integer> lineOf = new LinkedHashMap<>();

    private FilterFileText(String file, List<String> lines) throws IOException {
        this.file = file;
        this.lines = lines;
        properties.load(new StringReader(String.join("\n", lines)));
        for (int from = 0; from < lines.size(); ) {
            int to = from;
            while (to < lines.size() - 1 && continues(lines.get(to))) {
                to++;
            }
            Properties one = new Properties();
            one.load(new StringReader(String.join("\n", lines.subList(from, to + 1))));
            int line = from + 1;
            one.stringPropertyNames().forEach(name -> lineOf.put(name, line));
            from = to + 1;
        }
    }

    /**
     * Reads a filter file from the working directory, or else from the jar, in ISO 8859-1 as Flux does.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static FilterFileText read(Path path) {
        try {
            String text = new String(SourceFile.bytes(path.toString()), StandardCharsets.ISO_8859_1);
            return new FilterFileText(
                    path.toString(), new ArrayList<>(text.lines().toList()));
        } catch (ConfigurationException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": cannot be read as properties: " + e.getMessage(), e);
        }
    }

    private static boolean continues(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    Properties properties() {
        return properties;
    }

    /** Returns the position of the name of a property. */
    FilePosition position(String name) {
        int line = Optional.ofNullable(lineOf.get(name)).orElse(1);
        int column = Math.max(0, lines.get(line - 1).indexOf(name));
        return new FilePosition(file, line, column + 1, Math.max(1, name.length()));
    }
}
