package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.parse.avro.AvroSchema;
import io.riskstream.parse.avro.EventReader;
import io.riskstream.parse.avro.SchemaFit;
import io.riskstream.stage.Options;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The schema files of a parser. The submitter reads them once; their texts travel with the stage. */
final class AvroSchemaFiles implements Serializable {
    private static final long serialVersionUID = 1;
    static final String SCHEMA = "schema";
    static final String SCHEMAS = "schemas";

    /** The file of option {@code schema}; null if it is not given. */
    private final SourceFile current;

    private final LinkedHashMap<Integer, SourceFile> byId = new LinkedHashMap<>();

    private AvroSchemaFiles(SourceFile current) {
        this.current = current;
    }

    /** Adds the options to those of a parser. */
    static Options.Declared options(Options.Declared parser) {
        return parser.optional(
                        SCHEMA,
                        Options.Kind.TEXT,
                        "the Avro schema file of the events, from the working directory or in the topology jar; `test`, `try`"
                                + " and `run` encode JSON events with it")
                .optional(
                        SCHEMAS,
                        Options.Kind.MAP,
                        "for ids of the schema registry, the files of their schemas, such as `17: topologies/x/claim-17.avsc`;"
                                + " these ids are not fetched");
    }

    /**
     * Reads the files, and compares their schemas with the event type.
     *
     * @param converted the paths of the fields with formats
     * @throws ConfigurationException if a file is missing, is no Avro schema for an object, or has a field of another type than the event type declares
     */
    static AvroSchemaFiles read(Options options, EventType type, Set<String> converted) {
        AvroSchemaFiles files = new AvroSchemaFiles(options.optionalText(SCHEMA)
                .map(path -> file(options, SCHEMA, path, type, converted))
                .orElse(null));
        options.map(SCHEMAS)
                .forEach((id, path) -> files.byId.put(id(options, id), file(options, SCHEMAS, path, type, converted)));
        return files;
    }

    private static int id(Options options, String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException e) {
            throw options.problem(
                    SCHEMAS, id, "option '" + SCHEMAS + "' maps numbers to files; '" + id + "' is no schema id");
        }
    }

    private static SourceFile file(Options options, String option, String path, EventType type, Set<String> converted) {
        return options.checked(option, () -> {
            SourceFile file = SourceFile.read(path);
            AvroSchema schema = AvroSchema.parse(file);
            EventReader unused = EventReader.compile(schema, type);
            List<ConfigurationProblem> problems =
                    SchemaFit.of(schema, type, converted).problems();
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems);
            }
            return file;
        });
    }

    boolean isEmpty() {
        return current == null && byId.isEmpty();
    }

    /** Parses the schema with which events are written now; empty if no file is known: option {@code schema}, else the file of the highest id. */
    Optional<AvroSchema> current() {
        return Optional.ofNullable(current)
                .or(() -> byId.keySet().stream().max(Integer::compare).map(byId::get))
                .map(AvroSchema::parse);
    }

    /** Parses the schemas of ids. */
    Map<Integer, AvroSchema> byId() {
        Map<Integer, AvroSchema> schemas = new LinkedHashMap<>();
        byId.forEach((id, file) -> schemas.put(id, AvroSchema.parse(file)));
        return schemas;
    }

    /** Parses all schemas. */
    List<AvroSchema> all() {
        List<AvroSchema> schemas = new ArrayList<>(byId().values());
        Optional.ofNullable(current).map(AvroSchema::parse).ifPresent(schemas::add);
        return schemas;
    }
}
