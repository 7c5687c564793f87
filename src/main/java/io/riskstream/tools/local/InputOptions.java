package io.riskstream.tools.local;

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
     * Returns the events of a file for a pipeline. A parser of another form than JSON and CSV gets the whole file as one event.
     *
     * @throws IllegalArgumentException if the file is not in a form that the pipeline's parser takes
     */
    EventFile events(Path file, EventParser parser) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        Map<String, Object> options = new HashMap<>();
        if (plain.endsWith(".tsv")) {
            options.put("separator", "\t");
        }
        options.putAll(format);
        if (parser instanceof ParseCsv csv) {
            if (JSON.stream().anyMatch(plain::endsWith)) {
                throw new IllegalArgumentException(
                        file + ": the pipeline reads CSV, and the name of the file is that of a JSON file");
            }
            CsvFormat ofFile = csv.format().with("--input", options);
            CsvFormat columns = header || !ofFile.columns().isEmpty() ? ofFile : ofFile.withColumns(csv.columns());
            return new EventFile(file, () -> CsvEvents.asCsv(file, columns, csv.columns(), csv.format()));
        }
        if (parser instanceof ParseAvro avro) {
            return avro(file, name, plain, options, avro);
        }
        if (!(parser instanceof ParseJson)) {
            return new EventFile(file, () -> new WholeFile(file));
        }
        return json(file, plain, options, parser);
    }

    private EventFile avro(Path file, String name, String plain, Map<String, Object> options, ParseAvro parser) {
        if (name.endsWith(AVRO)) {
            return new EventFile(file, () -> new AvroEvents(file, parser));
        } else if (CSV.stream().noneMatch(plain::endsWith) && JSON.stream().noneMatch(plain::endsWith)) {
            return new EventFile(file, () -> new WholeFile(file));
        }
        UnaryOperator<byte[]> encoder = parser.jsonEncoder()
                .orElseThrow(() -> new IllegalArgumentException(file
                        + ": the pipeline reads Avro, and its parser has no schema file with which to encode the events; set"
                        + " option 'schema'"));
        EventFile json = json(file, plain, options, parser);
        return new EventFile(file, () -> new EncodedEvents(json.open(), encoder));
    }

    private EventFile json(Path file, String plain, Map<String, Object> options, EventParser parser) {
        CsvFormat ofFile = FOR_JSON.with("--input", options);
        if (CSV.stream().anyMatch(plain::endsWith)) {
            if (!header && ofFile.columns().isEmpty()) {
                throw new IllegalArgumentException(
                        file + ": --no-header needs --columns, because the pipeline parses JSON and names no columns");
            }
            return new EventFile(file, () -> CsvEvents.asJson(file, ofFile, parser));
        }
        boolean named = JSON.stream().anyMatch(plain::endsWith);
        return new EventFile(file, () -> json(file, ofFile, named));
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
