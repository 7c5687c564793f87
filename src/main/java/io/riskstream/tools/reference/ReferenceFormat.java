package io.riskstream.tools.reference;

import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.parse.format.ValueFormats;
import io.riskstream.text.ConfigurationException;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the keys of a reference that describe how its file is written. They are the options of {@code ParseCsv}. */
final class ReferenceFormat {
    private static final List<String> KEYS = List.of("separator", "quote", "charset", "missing", "columns");
    private static final Map<String, Object> DEFAULTS = Map.of("missing", List.of("", "NA", "?"));

    private ReferenceFormat() {}

    /** Returns how the file is written; a mistake is a problem of the references file. */
    static CsvFormat csv(YamlMap reference) {
        Map<String, Object> options = new LinkedHashMap<>(DEFAULTS);
        for (String key : KEYS) {
            reference.find(key).ifPresent(value -> options.put(key, value(value)));
        }
        try {
            return CsvFormat.of("reference", options);
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> {
                YamlNode node = reference.find(problem.option()).orElse(reference.node());
                problem.hint()
                        .ifPresentOrElse(
                                hint -> node.addProblem(problem.message(), hint),
                                () -> node.addProblem(problem.message()));
            });
            return CsvFormat.of("reference", DEFAULTS);
        }
    }

    /** Returns the formats of columns; a mistake is a problem of the references file. */
    static Map<String, ValueFormat> columns(YamlMap reference) {
        Map<String, ValueFormat> formats = new LinkedHashMap<>();
        reference.find("formats").ifPresent(node -> node.map().entries().forEach((column, format) -> {
            try {
                formats.put(column, ValueFormats.of(column, value(format)));
            } catch (ConfigurationException e) {
                e.problems().forEach(problem -> problem.hint()
                        .ifPresentOrElse(
                                hint -> format.addProblem(problem.message(), hint),
                                () -> format.addProblem(problem.message())));
            }
        }));
        return formats;
    }

    private static Object value(YamlNode node) {
        if (node.isList()) {
            return node.list().stream().map(ReferenceFormat::value).toList();
        }
        if (node.isMap()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.map().entries().forEach((key, value) -> map.put(key, value(value)));
            return map;
        }
        String text = node.scalarText().orElse("");
        // a whole number of an option such as pivotYear
        return node.isNumber() && text.chars().allMatch(c -> c >= '0' && c <= '9') ? (Object) node.integer() : text;
    }
}
