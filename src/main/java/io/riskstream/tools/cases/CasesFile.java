package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlException;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of cases. Its form is told in {@code topologies/README.md}.
 *
 * @param source the file
 * @param cases in the file's order
 */
public record CasesFile(SourceFile source, List<Case> cases) {
    /** What such a file is called beside an event schema. */
    public static final String NAME = "cases.yaml";

    /**
     * Reads a file.
     *
     * @throws YamlException naming all that is wrong with it
     */
    public static CasesFile read(SourceFile source) {
        return YamlFile.read(source, root -> {
            List<Case> cases = new ArrayList<>();
            Map<String, Integer> lines = new HashMap<>();
            for (YamlNode node : root.map("cases").get("cases").list()) {
                Case one = read(source, node);
                Integer earlier = lines.putIfAbsent(one.name(), one.line());
                if (earlier != null && node.isMap()) {
                    node.map()
                            .get("name")
                            .fault("a case of this name is here already; the first is on line " + earlier);
                }
                cases.add(one);
            }
            return new CasesFile(source, List.copyOf(cases));
        });
    }

    private static Case read(SourceFile source, YamlNode node) {
        YamlMap map = node.map("name", "clock", "event", "file", "records", "expect");
        return new Case(
                map.get("name").text(),
                node,
                clock(map.get("clock")),
                event(source, map),
                map.find("records").map(records -> records(source, records)).orElse(Map.of()),
                map.find("expect")
                        .filter(expect -> !expect.isNull())
                        .map(Expectation::read)
                        .orElse(Expectation.NONE));
    }

    private static Instant clock(YamlNode node) {
        String text = node.text();
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            node.fault("a time such as 2004-09-20T12:00:00Z is expected, not '" + text + "'");
            return Instant.EPOCH;
        }
    }

    private static byte[] event(SourceFile source, YamlMap map) {
        Optional<YamlNode> file = map.find("file");
        if (file.isPresent()) {
            if (map.has("event")) {
                map.key("file").fault("an event is given by 'event' or by 'file', not by both");
            }
            return content(source, file.get(), EventFiles::event).orElse(new byte[0]);
        }
        YamlNode event = map.get("event");
        if (event.isMap()) {
            return YamlToJson.of(event).toString().getBytes(StandardCharsets.UTF_8);
        }
        if (event.isNull() || event.isList()) {
            event.fault("an event is a map, which is sent as a JSON object, or a text, which is sent as it stands");
        }
        return event.scalarText().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> records(SourceFile source, YamlNode node) {
        if (node.scalarText().isPresent()) {
            return content(source, node, EventFiles::records).orElse(Map.of());
        }
        Map<String, byte[]> records = new LinkedHashMap<>();
        node.map().entries().forEach((key, value) -> {
            JsonElement record = YamlToJson.of(value);
            boolean wrong = !record.isJsonObject()
                    && !(record.isJsonPrimitive() && record.getAsJsonPrimitive().isString());
            if (wrong) {
                value.fault("a record is a map, or a text, which the store holds as it stands; for none, leave '" + key
                        + "' out");
            }
            records.put(key, EventFiles.record(record));
        });
        return records;
    }

    /** What is in a file that is named from beside this one; empty, and a fault, if it cannot be had. */
    private static <T> Optional<T> content(SourceFile source, YamlNode node, Function<byte[], T> reader) {
        String name = node.text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String path = Path.of(source.name()).resolveSibling(name).toString();
        byte[] content;
        try {
            content = SourceFile.bytes(path);
        } catch (IllegalArgumentException none) {
            node.fault(none.getMessage());
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(content));
        } catch (IllegalArgumentException wrong) {
            node.fault(path + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }
}
