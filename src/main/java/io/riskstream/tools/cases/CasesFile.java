package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import io.riskstream.event.Header;
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
 * A file of cases. {@code topologies/README.md} describes its format.
 *
 * @param source the file
 * @param cases the cases in the order of the file
 */
public record CasesFile(SourceFile source, List<Case> cases) {
    /** The name of the file beside an event schema. */
    public static final String NAME = "cases.yaml";

    /**
     * Reads a file.
     *
     * @throws YamlException with every problem of the file
     */
    public static CasesFile read(SourceFile source) {
        return YamlFile.read(source, root -> {
            List<Case> cases = new ArrayList<>();
            Map<String, Integer> lines = new HashMap<>();
            for (YamlNode node : root.map("cases").get("cases").list()) {
                Case testCase = read(source, node);
                Integer earlier = lines.putIfAbsent(testCase.name(), testCase.line());
                if (earlier != null && node.isMap()) {
                    node.map()
                            .get("name")
                            .addProblem("another case has this name, on line " + earlier + "; names must be unique");
                }
                cases.add(testCase);
            }
            return new CasesFile(source, List.copyOf(cases));
        });
    }

    private static Case read(SourceFile source, YamlNode node) {
        YamlMap map = node.map("name", "clock", "event", "file", "headers", "records", "history", "expect");
        return new Case(
                map.get("name").text(),
                node,
                clock(map.get("clock")),
                event(source, map),
                map.find("headers").map(CasesFile::headers).orElse(List.of()),
                map.find("records").map(records -> records(source, records)).orElse(Map.of()),
                map.find("history").map(CasesFile::history).orElse(List.of()),
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
            node.addProblem("expected a time such as 2004-09-20T12:00:00Z, not '" + text + "'");
            return Instant.EPOCH;
        }
    }

    private static byte[] event(SourceFile source, YamlMap map) {
        Optional<YamlNode> file = map.find("file");
        if (file.isPresent()) {
            if (map.has("event")) {
                map.key("file").addProblem("a case has either 'event' or 'file', not both");
            }
            return content(source, file.get(), EventFiles::event).orElse(new byte[0]);
        }
        return event(map.get("event"));
    }

    private static byte[] event(YamlNode event) {
        if (event.isMap()) {
            return YamlToJson.of(event).toString().getBytes(StandardCharsets.UTF_8);
        }
        if (event.isNull() || event.isList()) {
            event.addProblem("expected a map, which is sent as a JSON object, or a text, which is sent unchanged");
        }
        return event.scalarText().orElse("").getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> history(YamlNode node) {
        return node.list().stream().map(CasesFile::event).toList();
    }

    private static List<Header> headers(YamlNode node) {
        List<Header> headers = new ArrayList<>();
        node.map().entries().forEach((name, value) -> headers.add(Header.of(name, value.text())));
        return List.copyOf(headers);
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
                value.addProblem("expected a map, or a text, which is stored unchanged; if there is no record, remove '"
                        + key + "'");
            }
            records.put(key, EventFiles.record(record));
        });
        return records;
    }

    /** Returns the content of a file whose name is relative to this file. Reports a problem and returns empty if it cannot be read. */
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
            node.addProblem(none.getMessage());
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(content));
        } catch (IllegalArgumentException wrong) {
            node.addProblem(path + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }
}
