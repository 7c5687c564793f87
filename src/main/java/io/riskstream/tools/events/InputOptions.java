package io.riskstream.tools.events;

import io.riskstream.event.EventType;
import io.riskstream.parse.EventParser;
import io.riskstream.parse.ParseAvro;
import io.riskstream.parse.ParseCsv;
import io.riskstream.parse.ParseJson;
import io.riskstream.parse.csv.CsvFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a file of events is written, as far as the command says.
 *
 * @param format the options of {@link CsvFormat} that are given; {@code charset} applies to JSON too
 * @param header false if the first record of a CSV file is an event, and its columns are those of the option {@code columns} or of the pipeline
 */
public record InputOptions(Map<String, Object> format, boolean header) {
    /** No options: a file in UTF-8, with a header line if it is CSV. */
    public static final InputOptions NONE = new InputOptions(Map.of(), true);

    private static final List<String> CSV = List.of(".csv", ".tsv");
    private static final List<String> JSON = List.of(".json", ".jsonl", ".ndjson");
    private static final String AVRO = ".avro";
    /** The marks of missing values in files for pipelines that parse JSON. A pipeline that parses CSV declares its own. */
    private static final CsvFormat FOR_JSON = CsvFormat.of("--input", Map.of("missing", List.of("NA", "?")));

    public InputOptions {
        format = Map.copyOf(format);
    }

    /**
     * Returns the events of a file for a pipeline: CSV records as they are for {@link ParseCsv}; JSON documents for {@link ParseJson} and for a parser of
     * one's own, also from CSV; the same encoded, or the records of a container file, for {@link ParseAvro}; otherwise the whole file as one event.
     *
     * @param parser the pipeline's parser; empty if it is one of one's own, or has no formats
     * @throws IllegalArgumentException if the file is not in a form that the pipeline's parser takes
     */
    EventFile events(Path file, EventType type, Optional<EventParser> parser) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        Map<String, Object> options = new HashMap<>();
        if (plain.endsWith(".tsv")) {
            options.put("separator", "\t");
        }
        options.putAll(format);
        boolean namedJson = JSON.stream().anyMatch(plain::endsWith);
        boolean namedCsv = CSV.stream().anyMatch(plain::endsWith);
        if (parser.orElse(null) instanceof ParseCsv csv) {
            if (namedJson) {
                throw new IllegalArgumentException(
                        file + ": the pipeline reads CSV, and the name of the file is that of a JSON file");
            }
            return csv(file, csv, options);
        }
        if (parser.orElse(null) instanceof ParseAvro avro) {
            return name.endsWith(AVRO)
                    ? new EventFile(file, () -> new AvroEvents(file, avro))
                    : namedJson || namedCsv
                            ? encoded(json(file, options, type, parser, namedJson, namedCsv), avro, file)
                            : new EventFile(file, () -> new WholeFile(file));
        }
        boolean json = parser.isEmpty() ? namedJson || namedCsv : parser.get() instanceof ParseJson;
        return json
                ? json(file, options, type, parser, namedJson, namedCsv)
                : new EventFile(file, () -> new WholeFile(file));
    }

    private static EventFile encoded(EventFile json, ParseAvro parser, Path file) {
        UnaryOperator<byte[]> encoder = parser.jsonEncoder()
                .orElseThrow(() -> new IllegalArgumentException(file
                        + ": the pipeline reads Avro, and its parser has no schema file with which to encode the events; set"
                        + " option 'schema'"));
        return new EventFile(file, () -> new EncodedEvents(json.open(), encoder));
    }

    private EventFile json(
            Path file,
            Map<String, Object> options,
            EventType type,
            Optional<EventParser> parser,
            boolean namedJson,
            boolean namedCsv) {
        CsvFormat ofFile = FOR_JSON.with("--input", options);
        if (!namedCsv) {
            return new EventFile(file, () -> json(file, ofFile, namedJson));
        }
        if (!header && ofFile.columns().isEmpty()) {
            throw new IllegalArgumentException(
                    file + ": --no-header needs --columns, because the pipeline parses JSON and names no columns");
        }
        Set<String> texts = parser.map(known -> known.formats().keySet()).orElse(Set.of());
        return new EventFile(file, () -> CsvEvents.asJson(file, ofFile, type, texts));
    }

    private EventFile csv(Path file, ParseCsv parser, Map<String, Object> options) {
        CsvFormat ofFile = parser.format().with("--input", options);
        CsvFormat named = header || !ofFile.columns().isEmpty() ? ofFile : ofFile.withColumns(parser.columns());
        return new EventFile(file, () -> CsvEvents.asCsv(file, named, parser.columns(), parser.format()));
    }

    private static JsonEvents json(Path file, CsvFormat ofFile, boolean named) {
        JsonEvents events = new JsonEvents(file, ofFile.charset());
        if (!named && !events.beginsAsJson()) {
            events.close();
            throw new IllegalArgumentException(file
                    + ": is it JSON or CSV? Its name has none of the suffixes " + String.join(", ", JSON) + ", "
                    + String.join(", ", CSV) + ", and it does not begin as JSON");
        }
        return events;
    }
}
