package io.riskstream.tools.reference;

import io.riskstream.event.FieldType;
import io.riskstream.event.KeyEscape;
import io.riskstream.text.FilePosition;
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

/** The content of a {@code references.yaml}: which CSV files are converted to which records. {@code topologies/README.md} lists its keys. */
public final class References {
    /**
     * The form of the records of one reference.
     *
     * @param key the key template with empty placeholders, such as {@code county:{}}
     * @param escape how the values of a key are kept apart
     * @param fields the fields that a record may have
     */
    public record Outline(String name, String key, KeyEscape escape, Set<String> fields) {}

    /**
     * What the declaration of a history's past events names.
     *
     * @param history the name of the history
     * @param position the position of the name
     * @param id whether a column has the id of the event
     * @param fields the position of the name of each field
     * @param fieldsPosition the position of the fields
     */
    public record HistoryOutline(
            String history,
            FilePosition position,
            boolean id,
            Map<String, FilePosition> fields,
            FilePosition fieldsPosition) {
        private static HistoryOutline of(YamlNode node) {
            YamlMap map = node.map();
            YamlNode fields = map.get("fields");
            Map<String, FilePosition> positions = new LinkedHashMap<>();
            YamlMap names = fields.map();
            names.entries()
                    .keySet()
                    .forEach(name -> positions.put(name, names.key(name).position()));
            return new HistoryOutline(
                    map.get("history").text(),
                    map.get("history").position(),
                    map.has("id"),
                    positions,
                    map.key("fields").position());
        }
    }

    private record Content(
            List<Reference> references, List<PastEvents> histories, List<HistoryOutline> historyOutlines) {}

    private final List<Reference> list;
    private final List<PastEvents> histories;
    private final List<HistoryOutline> historyOutlines;

    /**
     * Reads a references file.
     *
     * @throws io.riskstream.yaml.YamlException with every problem of the file and its position
     */
    public References(SourceFile source) {
        Content content = YamlFile.read(source, References::read);
        this.list = content.references();
        this.histories = content.histories();
        this.historyOutlines = content.historyOutlines();
    }

    /** Reads a references file from the working directory, or from the jar if it is not there. */
    public static References of(String path) {
        return new References(SourceFile.read(path));
    }

    /** Returns the names of the CSV files that must be present, because a reference that is not optional uses them. */
    public List<String> requiredFiles() {
        return list.stream()
                .filter(reference -> !reference.optional())
                .map(Reference::file)
                .distinct()
                .toList();
    }

    /** Returns the names of the CSV files, each once. */
    public List<String> files() {
        return list.stream().map(Reference::file).distinct().toList();
    }

    /** Returns the form of the records of every reference, in the order of the file. */
    public List<Outline> outlines() {
        return list.stream()
                .map(reference -> {
                    Set<String> fields = new LinkedHashSet<>();
                    reference.fields().forEach(field -> fields.add(field.name()));
                    reference.count().ifPresent(fields::add);
                    return new Outline(
                            reference.name(),
                            reference.key().outline(),
                            reference.key().escape(),
                            fields);
                })
                .toList();
    }

    /** Returns what each declaration of past events names, in the order of the file. */
    public List<HistoryOutline> historyOutlines() {
        return historyOutlines;
    }

    List<Reference> list() {
        return list;
    }

    List<PastEvents> histories() {
        return histories;
    }

    /** Returns the names of the CSV files that fill histories, each once. */
    public List<String> historyFiles() {
        return histories.stream().map(PastEvents::file).distinct().toList();
    }

    private static Content read(YamlNode root) {
        List<Reference> references = new ArrayList<>();
        Set<String> names = new HashSet<>();
        YamlMap content = root.map("references", "histories");
        for (YamlNode node : content.get("references").list()) {
            reference(node, names).ifPresent(references::add);
        }
        List<PastEvents> histories = new ArrayList<>();
        List<HistoryOutline> outlines = new ArrayList<>();
        content.find("histories").ifPresent(list -> list.list().forEach(node -> {
            histories.add(PastEvents.of(node));
            if (isComplete(node)) {
                outlines.add(HistoryOutline.of(node));
            }
        }));
        return new Content(List.copyOf(references), List.copyOf(histories), List.copyOf(outlines));
    }

    /** True if a declaration of past events has what its outline names; otherwise the file has problems already. */
    private static boolean isComplete(YamlNode node) {
        return node.isMap()
                && node.map().find("history").isPresent()
                && node.map().find("fields").filter(YamlNode::isMap).isPresent();
    }

    /** Returns the reference at a node; empty if its key is invalid. */
    private static Optional<Reference> reference(YamlNode node, Set<String> names) {
        YamlMap map = node.map(
                "name",
                "file",
                "separator",
                "quote",
                "charset",
                "missing",
                "columns",
                "formats",
                "optional",
                "where",
                "days",
                "key",
                "keyEscape",
                "onDuplicate",
                "count",
                "fields");
        String name = map.get("name").text();
        if (!names.add(name)) {
            map.get("name").addProblem("another reference has the name '" + name + "'; names must be unique");
        }
        String file = map.get("file").text();
        boolean optional = map.find("optional").map(YamlNode::bool).orElse(false);
        Map<String, Set<String>> where =
                map.find("where").map(References::where).orElse(Map.of());
        Optional<DayRange> days = map.find("days").map(References::days);
        OnDuplicate onDuplicate = map.find("onDuplicate")
                .map(value -> choice(value, "onDuplicate", OnDuplicate.ERROR))
                .orElse(OnDuplicate.ERROR);
        List<RecordField> fields = fields(map.get("fields"));
        Optional<String> count = map.find("count").map(counted -> count(counted, onDuplicate, fields));
        KeyEscape escape = map.find("keyEscape")
                .map(value -> choice(value, "keyEscape", KeyEscape.SEPARATORS))
                .orElse(KeyEscape.SEPARATORS);
        return key(map.get("key"), escape, days)
                .map(key -> new Reference(
                        name,
                        file,
                        ReferenceFormat.csv(map),
                        ReferenceFormat.columns(map),
                        optional,
                        where,
                        days,
                        key,
                        onDuplicate,
                        count,
                        fields));
    }

    private static Optional<KeyTemplate> key(YamlNode node, KeyEscape escape, Optional<DayRange> days) {
        String text = node.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyTemplate key = KeyTemplate.of(text, escape);
            if (days.isPresent() && !key.columns().contains(DayRange.DAY)) {
                node.addProblem("key '" + text + "' does not contain {" + DayRange.DAY
                        + "}, so all days of a row would have the same key");
            }
            return Optional.of(key);
        } catch (IllegalArgumentException e) {
            node.addProblem(e.getMessage());
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

    private static <T extends Enum<T>> T choice(YamlNode node, String key, T fallback) {
        Class<T> type = fallback.getDeclaringClass();
        List<String> known =
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        String value = node.text();
        if (!known.contains(value)) {
            node.addProblem("unknown value '" + value + "' of " + key + "; " + Nearest.hint(value, known));
            return fallback;
        }
        return Enum.valueOf(type, value);
    }

    private static List<RecordField> fields(YamlNode node) {
        List<RecordField> fields = new ArrayList<>();
        node.map().entries().forEach((name, value) -> {
            YamlMap map = value.map("column", "type");
            fields.add(new RecordField(name, map.get("column").text(), type(map.get("type"))));
        });
        if (fields.isEmpty() && node.isMap()) {
            node.addProblem("a reference needs at least one field");
        }
        return List.copyOf(fields);
    }

    private static FieldType type(YamlNode node) {
        String name = node.text();
        Optional<FieldType> type = RecordField.type(name);
        if (type.isEmpty() && !name.isEmpty()) {
            node.addProblem("unknown type '" + name + "'; "
                    + Nearest.hint(
                            name,
                            RecordField.TYPES.stream().map(RecordField::name).toList()));
        }
        return type.orElse(FieldType.STRING);
    }

    private static String count(YamlNode node, OnDuplicate onDuplicate, List<RecordField> fields) {
        String name = node.text();
        if (fields.stream().anyMatch(field -> field.name().equals(name))) {
            node.addProblem("the name '" + name + "' is already used in fields");
        }
        if (onDuplicate == OnDuplicate.ERROR) {
            node.addProblem("count would always be 1, because onDuplicate is ERROR; did you mean FIRST or LAST?");
        }
        return name;
    }
}
