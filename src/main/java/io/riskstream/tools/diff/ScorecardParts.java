package io.riskstream.tools.diff;

import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The parts of a scorecard's file with their texts, each by a path, such as {@code rule deep-water points}. Rules, groups and other maps with an id are named by
 * it, and bands by their decision, so that their order makes no difference. The rows of a table in a CSV file are parts of the table, such as {@code table region row
 * [state TX] points}.
 */
final class ScorecardParts {
    private static final List<String> NAMES = List.of("id", "decision", "name");

    /** Precedes the name of a row in a path. */
    static final String ROW = " row ";

    private static final String TABLE = "table ";

    private final Map<String, String> parts = new LinkedHashMap<>();
    private final Function<String, SourceFile> files;

    private ScorecardParts(Function<String, SourceFile> files) {
        this.files = files;
    }

    /**
     * Returns the parts of a scorecard.
     *
     * @param files reads a file by its path relative to the scorecard
     */
    static Map<String, String> of(YamlNode root, Function<String, SourceFile> files) {
        ScorecardParts parts = new ScorecardParts(files);
        root.map().entries().forEach((key, node) -> parts.add(singular(key), node));
        return parts.parts;
    }

    private static String singular(String key) {
        return key.endsWith("s") ? key.substring(0, key.length() - 1) : key;
    }

    private void add(String path, YamlNode node) {
        if (node.isMap()) {
            node.map().entries().forEach((key, member) -> add(path + " " + key, member));
        } else if (node.isList()) {
            addList(path, node.list());
        } else {
            parts.put(path, node.scalarText().orElse(""));
        }
    }

    private void addList(String path, List<YamlNode> list) {
        int number = 1;
        for (YamlNode element : list) {
            Optional<String> name = name(element);
            if (name.isEmpty()) {
                add(path + " " + number, element);
            } else {
                String named = path + " " + name.get();
                parts.put(named, ""); // also for one that has no other member
                element.map().entries().entrySet().stream()
                        .filter(member -> !NAMES.contains(member.getKey()))
                        .forEach(member -> add(named + " " + member.getKey(), member.getValue()));
                if (path.equals(TABLE.strip())) {
                    addRows(named, element.map());
                }
            }
            number++;
        }
    }

    /** Adds the rows of a table that is in a CSV file. */
    private void addRows(String table, YamlMap map) {
        Optional<String> file = map.find("file").flatMap(YamlNode::scalarText);
        if (file.isPresent()) {
            String separator =
                    map.find("separator").flatMap(YamlNode::scalarText).orElse(",");
            TableRows.of(files.apply(file.get()), separator).forEach((row, results) -> {
                parts.put(table + ROW + row, "");
                results.forEach((name, text) -> parts.put(table + ROW + row + " " + name, text));
            });
        }
    }

    private static Optional<String> name(YamlNode element) {
        return element.isMap()
                ? NAMES.stream()
                        .flatMap(key -> element.map().find(key).stream())
                        .flatMap(node -> Stream.of(node).filter(ScorecardParts::isScalar))
                        .map(YamlNode::text)
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isScalar(YamlNode node) {
        return !node.isMap() && !node.isList();
    }
}
