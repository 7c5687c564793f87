package io.riskstream.tools.reference;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.history.History;
import io.riskstream.history.HistorySeeds;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.text.Nearest;
import io.riskstream.tools.input.CsvFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The declaration of how the rows of one CSV file fill a history.
 *
 * @param history the name of the history
 * @param format how the file is written
 * @param formats the formats of columns whose values are written as people write them
 * @param optional whether the file may be absent
 * @param id the column with the id of the event; empty if the history has a template for it
 * @param columns the column of each field that the history reads
 */
record PastEvents(
        String history,
        String file,
        CsvFormat format,
        Map<String, ValueFormat> formats,
        boolean optional,
        Optional<String> id,
        Map<String, String> columns) {
    /** Reads the declaration at a node. */
    static PastEvents of(YamlNode node) {
        YamlMap map = node.map(
                "history",
                "file",
                "separator",
                "quote",
                "charset",
                "missing",
                "columns",
                "formats",
                "optional",
                "id",
                "fields");
        Map<String, String> columns = new LinkedHashMap<>();
        map.get("fields").map().entries().forEach((field, column) -> columns.put(field, column.text()));
        return new PastEvents(
                map.get("history").text(),
                map.get("file").text(),
                ReferenceFormat.csv(map),
                ReferenceFormat.columns(map),
                map.find("optional").map(YamlNode::bool).orElse(false),
                map.find("id").map(YamlNode::text),
                columns);
    }

    /**
     * Reads the file, and then passes on the entries, so that an error in the file leaves no entry in the store.
     *
     * @throws IllegalArgumentException if the file is missing or invalid, or the pipeline does not have the history, or the history cannot be filled from a
     *     file
     */
    LoadedReference load(Path path, List<History> histories, EventType type, Consumer<HistorySeeds.Seed> store) {
        List<String> names = histories.stream().map(History::name).toList();
        History declared = histories.stream()
                .filter(known -> known.name().equals(history))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("references.yaml: the pipeline has no history '"
                        + history + "'; " + Nearest.hint(history, names)));
        if (id.isEmpty() && declared.id().isEmpty()) {
            throw new IllegalArgumentException("references.yaml: history '" + history
                    + "' needs 'id: COLUMN', so that an event that is loaded twice counts once");
        }
        if (!Files.isRegularFile(path)) {
            if (optional) {
                return new LoadedReference(history, file, false, 0, 0);
            }
            throw new IllegalArgumentException(path + ": no such file, but history '" + history
                    + "' needs it; if the file may be absent, add 'optional: true'");
        }
        HistorySeeds seeds = new HistorySeeds(declared, type);
        List<HistorySeeds.Seed> read = new ArrayList<>();
        try (CsvFile rows = new CsvFile(path, format)) {
            checkHeader(path, rows.header());
            while (rows.next()) {
                try {
                    rows.problem().or(rows::furtherCells).ifPresent(problem -> {
                        throw new IllegalArgumentException(problem);
                    });
                    ReferenceRow row = ReferenceRow.of(rows, format.missing());
                    row.convert(formats);
                    read.add(seeds.of(event(row, type)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(path + ":" + rows.line() + ": " + e.getMessage(), e);
                }
            }
        }
        read.forEach(store);
        return new LoadedReference(history, file, true, read.size(), read.size());
    }

    private void checkHeader(Path path, List<String> header) {
        List<String> needed = new ArrayList<>(columns.values());
        id.ifPresent(needed::add);
        needed.addAll(formats.keySet());
        for (String column : needed) {
            if (!header.contains(column)) {
                throw new IllegalArgumentException(path + ":1: column '" + column
                        + "': not in the header, but history '" + history + "' needs it; "
                        + Nearest.hint(column, header));
            }
        }
    }

    private Event event(ReferenceRow row, EventType type) {
        FieldValues values = new FieldValues(type.size());
        columns.forEach((field, column) -> {
            int slot = type.slot(field);
            if (!row.isMissing(column)) {
                set(values, slot, type, row.text(column).strip(), column);
            }
        });
        Patch patch = Patch.NONE.withFields(0, values);
        if (id.isPresent()) {
            if (row.isMissing(id.get())) {
                throw new IllegalArgumentException("column '" + id.get() + "': the id has no value");
            }
            patch = patch.withId(row.text(id.get()).strip());
        }
        return Event.of(new Origin(file, 0, 0, 0, Optional.empty(), List.of()), new byte[0])
                .with(patch);
    }

    private static void set(FieldValues values, int slot, EventType type, String text, String column) {
        try {
            switch (type.field(slot).type()) {
                case STRING -> values.setString(slot, text);
                case LONG -> values.setInteger(slot, Long.parseLong(text));
                case DOUBLE -> values.setNumber(slot, Double.parseDouble(text));
                case BOOLEAN -> values.setBool(slot, text.equalsIgnoreCase("true"));
                case LIST, ANY ->
                    throw new IllegalArgumentException("column '" + column + "': field '"
                            + type.field(slot).path() + "' is a list or has no type");
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("column '" + column + "': expected a number", e);
        }
    }
}
