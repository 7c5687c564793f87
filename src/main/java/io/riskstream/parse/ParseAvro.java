package io.riskstream.parse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.avro.AvroSchema;
import io.riskstream.parse.avro.BinaryInput;
import io.riskstream.parse.avro.EventReader;
import io.riskstream.parse.avro.InvalidAvroException;
import io.riskstream.parse.avro.JsonToAvro;
import io.riskstream.parse.avro.SchemaFit;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.SchemaId;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Parses an event that is an Avro record in binary encoding. The schema of its writer comes from a file, or from a schema registry by the id in the event; a
 * schema that is fetched is compiled once. It sets the slot of each declared field, by the names of the record's fields; other fields are kept as undeclared
 * members. No value is lost: a value of another type than declared keeps its type, and validation reports it.
 *
 * <p>Values are what the event would have as JSON: dates, times, UUIDs and enums are texts, decimals are numbers, bytes are base64. While the registry does
 * not answer, events are retried without limit. An id that the registry does not have rejects its events with {@code parse.schema}.
 */
public final class ParseAvro implements EventParser {
    private static final long serialVersionUID = 1;
    private static final int MAX_DEPTH = 255;
    private static final int MAX_ITEMS = 1_000_000;
    /** Declared before the connection to the registry states its own. */
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = AvroSchemaFiles.options(ParserSettings.options("parse avro"))
            .choice(
                    "framing",
                    AvroFraming.SCHEMA_ID,
                    "how an event names its writer's schema: by an id, GUID or fingerprint before the value or in a header, or"
                            + " not at all, so that all events have the schema of `schema`")
            .optional(
                    "maxDepth",
                    Options.Kind.INTEGER,
                    32,
                    "the maximum nesting depth of records, maps and arrays, including the event itself")
            .optional(
                    "maxItems",
                    Options.Kind.INTEGER,
                    1_000,
                    "the maximum number of items in a list of objects that the schema describes; all lists of an event have at"
                            + " most ten times as many");

    private final ParserSettings settings;
    private final AvroSchemaFiles files;
    /** Null if schemas come from files alone. */
    private final SchemaStore store;

    private final AvroFraming framing;
    private final int maxDepth;
    private final int maxItems;

    private transient Payload payload;
    private transient AvroPrefix prefix;
    private transient BinaryInput input;
    private transient AvroReaders readers;
    /** The reader of all events; null if events name their schemas. */
    private transient EventReader bareReader;

    private transient Schemas schemas;

    /**
     * Creates a parser that knows the schemas in its files alone.
     *
     * @param type the event type; the parser sets its arriving fields
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException for an invalid option, or a file that is no Avro schema or does not fit the event type
     */
    public ParseAvro(EventType type, Map<String, Object> options) {
        this(type, Optional.empty(), OPTIONS.read(options));
    }

    /**
     * Creates a parser that fetches the schemas for which it has no files.
     *
     * @param registry the store of the schemas
     */
    public ParseAvro(EventType type, SchemaStore registry, Map<String, Object> options) {
        this(type, Optional.ofNullable(registry), withRegistry(registry, OPTIONS.read(options)));
    }

    private ParseAvro(EventType type, Optional<SchemaStore> registry, Options options) {
        this.settings = ParserSettings.of(type, options);
        this.framing = options.choice("framing", AvroFraming.class);
        this.maxDepth = options.integer("maxDepth", 1, MAX_DEPTH);
        this.maxItems = options.integer("maxItems", 1, MAX_ITEMS);
        this.store = registry.orElse(null);
        this.files = AvroSchemaFiles.read(options, type, formats().keySet());
        if (framing == AvroFraming.NONE && !options.has(AvroSchemaFiles.SCHEMA)) {
            throw options.problem("framing", "framing NONE needs option 'schema': the events do not name their schema");
        }
        if (framing == AvroFraming.NONE && (store != null || options.has(AvroSchemaFiles.SCHEMAS))) {
            throw options.problem(
                    "framing",
                    "with framing NONE, all events have the schema of option 'schema'; remove option 'schemas' and the schema"
                            + " registry");
        }
        if (store == null && files.isEmpty()) {
            throw options.problem(
                    "no schema is known: set option 'schema' or 'schemas', or refer to a SchemaRegistry as second argument");
        }
    }

    private static Options withRegistry(SchemaStore registry, Options options) {
        if (registry == null) {
            throw options.problem("its schema registry is missing; declare it before this stage in the Flux file");
        }
        return options;
    }

    private ParseAvro(ParseAvro parser, ParserSettings settings) {
        this.settings = settings;
        this.files = parser.files;
        this.store = parser.store;
        this.framing = parser.framing;
        this.maxDepth = parser.maxDepth;
        this.maxItems = parser.maxItems;
    }

    @Override
    public EventType eventType() {
        return settings.type();
    }

    @Override
    public Map<String, ValueFormat> formats() {
        return settings.formats().byName();
    }

    @Override
    public Stage withoutFormats() {
        return new ParseAvro(this, settings.withoutConversion());
    }

    @Override
    public StageSpec spec() {
        StageSpec spec = StageSpec.named(settings.name())
                .on(settings.type())
                .writing(EventIdentity.arriving(settings.type()))
                .rejecting(settings.allCodes(
                        RejectionCode.PARSE_AVRO,
                        RejectionCode.PARSE_SCHEMA,
                        RejectionCode.PARSE_OBJECT,
                        RejectionCode.PARSE_DEPTH,
                        RejectionCode.PARSE_LIMIT,
                        RejectionCode.PARSE_KEY,
                        RejectionCode.PARSE_NUMBER));
        if (store == null) {
            return spec;
        }
        return spec.completingWithin(schemas == null ? DEFAULT_DEADLINE : schemas.deadline());
    }

    /** Returns the declared fields that a schema file does not have, with a hint at a similar name: for each file, by its path. */
    public Map<String, Map<String, Optional<String>>> unfilledFields() {
        Map<String, Map<String, Optional<String>>> unfilled = new LinkedHashMap<>();
        for (AvroSchema schema : files.all()) {
            unfilled.put(
                    schema.file().name(),
                    SchemaFit.of(schema, settings.type(), formats().keySet()).unfilled());
        }
        return unfilled;
    }

    @Override
    public void open(StageContext context) {
        if (store != null) {
            schemas = context.schemas(store);
        }
        open();
    }

    private void open() {
        payload = new Payload(settings);
        prefix = new AvroPrefix();
        input = new BinaryInput();
        readers = new AvroReaders(settings.type(), files);
        if (framing == AvroFraming.NONE) {
            bareReader = EventReader.compile(files.current().orElseThrow(), settings.type());
        }
    }

    @Override
    public Outcome apply(Event event) {
        if (payload == null) {
            open();
        }
        try {
            byte[] bytes = payload.read(event);
            settings.requireLength(bytes);
            if (bareReader != null) {
                return parsed(bareReader, input, bytes, 0, payload.patch());
            }
            prefix.read(bytes, event.origin().headers());
            EventReader reader = readers.find(prefix);
            return reader == null
                    ? fetched(AvroReaders.id(prefix), bytes, prefix.length(), payload.patch())
                    : parsed(reader, input, bytes, prefix.length(), payload.patch());
        } catch (UnparsableEventException e) {
            return e.rejectedBy(settings.name());
        }
    }

    private Outcome parsed(EventReader reader, BinaryInput in, byte[] bytes, int from, Patch patch)
            throws UnparsableEventException {
        FieldValues values = reader.newValues();
        try {
            in.start(bytes, from, bytes.length, maxDepth, maxItems);
            Map<String, Object> undeclared = reader.read(in, values);
            return settings.parsed(undeclared.isEmpty() ? patch : patch.withUndeclared(undeclared), values);
        } catch (InvalidAvroException e) {
            throw new UnparsableEventException(e.code(), e.path(), e.getMessage());
        }
    }

    /** Returns the outcome of an event whose schema must be fetched. */
    private Outcome fetched(SchemaId id, byte[] bytes, int from, Patch patch) throws UnparsableEventException {
        if (schemas == null) {
            throw AvroReaders.unusable(
                    "option 'schemas' does not have " + id + " of the event, and the parser has no schema registry");
        }
        Promise outcome = new Promise();
        schemas.fetch(id, new Schemas.Receipt() {
            @Override
            public void found(List<String> texts) {
                try {
                    outcome.complete(parsed(readers.add(id, texts), new BinaryInput(), bytes, from, patch));
                } catch (UnparsableEventException e) {
                    outcome.complete(e.rejectedBy(settings.name()));
                } catch (RuntimeException | StackOverflowError e) {
                    outcome.fail(e);
                }
            }

            @Override
            public void missing(String cause) {
                outcome.complete(AvroReaders.unusable(cause).rejectedBy(settings.name()));
            }

            @Override
            public void failed(String cause) {
                outcome.complete(Outcome.retryWithoutLimit(cause));
            }
        });
        return Outcome.later(
                outcome,
                schemas.deadline(),
                () -> Outcome.retryWithoutLimit("the schema registry has not answered in time"));
    }

    /**
     * Returns a function that encodes events that are JSON objects in the form that this parser reads, with the schema of option {@code schema}, else with
     * that of the highest id in {@code schemas}. It is for test cases and local runs: where events name their schemas, it uses single-object encoding, which
     * needs no registry. It returns bytes that are no JSON object unchanged. For JSON that does not fit the schema it throws an {@link
     * IllegalArgumentException}, whose message names the member and not its value.
     *
     * @return empty if the parser has no schema file
     */
    public Optional<UnaryOperator<byte[]>> jsonEncoder() {
        return files.current().map(schema -> {
            JsonToAvro encoder = new JsonToAvro(schema);
            UnaryOperator<byte[]> framed = framing(schema);
            return event -> jsonObject(event)
                    .map(json -> framed.apply(encoder.encode(json)))
                    .orElse(event);
        });
    }

    /**
     * Returns a function that puts a value that was written with a schema into the form that this parser reads.
     *
     * @throws IllegalArgumentException if no schema file of this parser has the content of the schema
     */
    public UnaryOperator<byte[]> framing(AvroSchema schema) {
        long fingerprint = schema.fingerprint();
        List<AvroSchema> known =
                framing == AvroFraming.NONE ? files.current().stream().toList() : files.all();
        if (known.stream().noneMatch(file -> file.fingerprint() == fingerprint)) {
            throw new IllegalArgumentException(schema.file().name() + ": no schema file of stage '" + settings.name()
                    + "' has this schema; add it to option '"
                    + (framing == AvroFraming.NONE ? AvroSchemaFiles.SCHEMA : AvroSchemaFiles.SCHEMAS) + "'");
        }
        return framing == AvroFraming.NONE ? value -> value : value -> AvroPrefix.singleObject(fingerprint, value);
    }

    private static Optional<JsonObject> jsonObject(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement json = JsonParser.parseReader(reader);
            return reader.peek() == JsonToken.END_DOCUMENT && json instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonParseException | IOException | NumberFormatException | StackOverflowError notJson) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (payload != null) {
            payload.close();
        }
    }
}
