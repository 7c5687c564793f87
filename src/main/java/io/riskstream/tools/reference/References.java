package io.riskstream.tools.reference;

import io.riskstream.event.FieldType;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a {@code references.yaml} says: which CSV files become which records. {@code topologies/README.md} lists its keys. */
public final class References {
    /**
     * The records that one reference makes.
     *
     * @param key the template of their keys with its holes emptied, such as {@code county:{}}
     * @param fields what they may hold
     */
    public record Outline(String name, String key, Set<String> fields) {}

    private final List<Reference> list;

    /**
     * Reads a references file.
     *
     * @throws io.riskstream.yaml.YamlException naming everything that is wrong with it, each with its place
     */
    public References(SourceFile source) {
        this.list = YamlFile.read(source, References::read);
    }

    /** Reads a references file from the working directory, or else from the jar. */
    public static References of(String path) {
        return new References(SourceFile.read(path));
    }

    /** The names of the CSV files, each once. */
    public List<String> files() {
        return list.stream().map(Reference::file).distinct().toList();
    }

    /** Which records are made, in the file's order. */
    public List<Outline> outlines() {
        return list.stream()
                .map(reference -> {
                    Set<String> fields = new LinkedHashSet<>();
                    reference.fields().forEach(field -> fields.add(field.name()));
                    reference.count().ifPresent(fields::add);
                    return new Outline(reference.name(), reference.key().outline(), fields);
                })
                .toList();
    }

    List<Reference> list() {
        return list;
    }

    private static List<Reference> read(YamlNode root) {
        List<Reference> references = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode node : root.map("references").get("references").list()) {
            reference(node, names).ifPresent(references::add);
        }
        return List.copyOf(references);
    }

    /** The reference at a node; empty if a fault in it leaves nothing to go on with. */
    private static Optional<Reference> reference(YamlNode node, Set<String> names) {
        YamlMap map = node.map("name", "file", "optional", "where", "days", "key", "onDuplicate", "count", "fields");
        String name = map.get("name").text();
        if (!names.add(name)) {
            map.get("name").fault("there are two references of the name '" + name + "'");
        }
        String file = map.get("file").text();
        boolean optional = map.find("optional").map(YamlNode::bool).orElse(false);
        Map<String, Set<String>> where =
                map.find("where").map(References::where).orElse(Map.of());
        Optional<DayRange> days = map.find("days").map(References::days);
        OnDuplicate onDuplicate =
                map.find("onDuplicate").map(References::onDuplicate).orElse(OnDuplicate.ERROR);
        List<RecordField> fields = fields(map.get("fields"));
        Optional<String> count = map.find("count").map(counted -> count(counted, onDuplicate, fields));
        return key(map.get("key"), days)
                .map(key -> new Reference(name, file, optional, where, days, key, onDuplicate, count, fields));
    }

    private static Optional<KeyTemplate> key(YamlNode node, Optional<DayRange> days) {
        String text = node.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyTemplate key = KeyTemplate.of(text);
            if (days.isPresent() && !key.columns().contains(DayRange.HOLE)) {
                node.fault("key '" + text + "' lacks {" + DayRange.HOLE
                        + "}, so that all days of a row would have the same");
            }
            return Optional.of(key);
        } catch (IllegalArgumentException e) {
            node.fault(e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<String, Set<String>> where(YamlNode node) {
        Map<String, Set<String>> where = new LinkedHashMap<>();
        node.map().entries().forEach((column, values) -> {
            Set<String> allowed = new LinkedHashSet<>();
            values.list().forEach(value -> allowed.add(value.text()));
            where.put(column, allowed);
        });
        return where;
    }

    private static DayRange days(YamlNode node) {
        YamlMap map = node.map("from", "to");
        return new DayRange(map.get("from").text(), map.get("to").text());
    }

    private static OnDuplicate onDuplicate(YamlNode node) {
        List<String> words =
                Arrays.stream(OnDuplicate.values()).map(OnDuplicate::name).toList();
        String word = node.text();
        if (!words.contains(word)) {
            node.fault("onDuplicate cannot be '" + word + "'; " + Nearest.hint(word, words));
            return OnDuplicate.ERROR;
        }
        return OnDuplicate.valueOf(word);
    }

    private static List<RecordField> fields(YamlNode node) {
        List<RecordField> fields = new ArrayList<>();
        node.map().entries().forEach((name, value) -> {
            YamlMap map = value.map("column", "type");
            fields.add(new RecordField(name, map.get("column").text(), type(map.get("type"))));
        });
        if (fields.isEmpty() && node.isMap()) {
            node.fault("a record needs at least one field");
        }
        return List.copyOf(fields);
    }

    private static FieldType type(YamlNode node) {
        String word = node.text();
        Optional<FieldType> type = RecordField.type(word);
        if (type.isEmpty() && !word.isEmpty()) {
            node.fault("no type '" + word + "'; "
                    + Nearest.hint(
                            word,
                            RecordField.TYPES.stream().map(RecordField::word).toList()));
        }
        return type.orElse(FieldType.STRING);
    }

    private static String count(YamlNode node, OnDuplicate onDuplicate, List<RecordField> fields) {
        String name = node.text();
        if (fields.stream().anyMatch(field -> field.name().equals(name))) {
            node.fault("the field '" + name + "' is there already, in fields");
        }
        if (onDuplicate == OnDuplicate.ERROR) {
            node.fault("count would always be 1, since onDuplicate is ERROR; did you mean FIRST or LAST?");
        }
        return name;
    }
}
