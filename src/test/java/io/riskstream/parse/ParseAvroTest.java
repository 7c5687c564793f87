package io.riskstream.parse;

import static io.riskstream.parse.ParserTests.rejection;
import static io.riskstream.parse.ParserTests.serialized;
import static io.riskstream.parse.ParserTests.type;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Header;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Origin;
import io.riskstream.event.Rejection;
import io.riskstream.event.ValueKind;
import io.riskstream.parse.avro.AvroSchema;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.SchemaId;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Stage;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ParseAvroTest {
    private static final EventType TYPE = type(
            "id:STRING",
            "amount:DOUBLE",
            "age:LONG",
            "lossDate:STRING",
            "location.zip:STRING",
            "tags:LIST",
            "|",
            "county.density:DOUBLE");

    private static final String CLAIM = """
            {"type": "record", "name": "Claim", "namespace": "com.example", "fields": [
              {"name": "id", "type": "string"},
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
              {"name": "age", "type": ["null", "int"], "default": null},
              {"name": "lossDate", "type": {"type": "int", "logicalType": "date"}},
              {"name": "location", "type": {"type": "record", "name": "Location", "fields": [
                {"name": "zip", "type": "string"}, {"name": "geo.code", "type": ["null", "string"], "default": null}]}},
              {"name": "tags", "type": {"type": "array", "items": "string"}, "default": []},
              {"name": "county", "type": ["null", {"type": "map", "values": "double"}], "default": null}
            ]}
            """;
    private static final String JSON = """
            {"id": "c-1", "amount": 1234.50, "age": 44, "lossDate": "2004-09-16", "location": {"zip": "33109"}, "tags": ["a", "b"]}
            """;
    private static final SchemaStore REGISTRY = context -> {
        throw new IllegalStateException("the test context connects to nothing");
    };

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeSchema() throws IOException {
        file = directory.resolve("claim.avsc");
        Files.writeString(file, CLAIM);
    }

    private Map<String, Object> options(Object... more) {
        Map<String, Object> options = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return options;
    }

    private ParseAvro bare(Object... more) {
        Map<String, Object> options = options(more);
        options.put("schema", file.toString());
        options.put("framing", "NONE");
        return new ParseAvro(TYPE, options);
    }

    private static byte[] encoded(ParseAvro parser, byte[] json) {
        return parser.jsonEncoder().orElseThrow().apply(json);
    }

    private byte[] value() {
        return encoded(bare(), JSON.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof byte[] array) {
                bytes.writeBytes(array);
            } else {
                bytes.write(part instanceof Character character ? character : (Integer) part);
            }
        }
        return bytes.toByteArray();
    }

    private static Event event(byte[] value, Header... headers) {
        return Event.of(new Origin("claims", 0, 7, 0, Optional.empty(), List.of(headers)), value);
    }

    private static Event parsed(Stage stage, Event event) {
        Outcome outcome = stage.apply(event);
        return event.with(assertInstanceOf(Outcome.Pass.class, outcome, outcome.toString())
                .patch());
    }

    private static Object value(Event event, String path) {
        int slot = TYPE.slot(path);
        return event.isPresent(slot) ? event.values().object(slot) : "absent";
    }

    private static void assertIsClaim(Event event) {
        assertEquals("c-1", value(event, "id"));
        assertEquals(1234.5, value(event, "amount"));
        assertEquals(44L, value(event, "age"));
        assertEquals("2004-09-16", value(event, "lossDate"));
        assertEquals("33109", value(event, "location.zip"));
        assertEquals(List.of("a", "b"), value(event, "tags"));
    }

    @Test
    void readsTheBareValue() {
        Event event = parsed(bare("id", "id", "time", "lossDate"), event(value()));
        assertIsClaim(event);
        assertEquals("c-1", event.id());
        assertEquals("2004-09-16T00:00:00Z", event.time().toString());
    }

    @Test
    void aSenderCannotSetTheFieldOfALookup() {
        byte[] event = encoded(
                bare(),
                JSON.replace("\"id\"", "\"county\": {\"density\": 1.5}, \"id\"").getBytes(StandardCharsets.UTF_8));
        Event parsed = parsed(bare(), event(event));
        assertEquals("absent", value(parsed, "county.density"));
        assertEquals(Map.of("density", 1.5), parsed.undeclared().get("county"));
    }

    @Test
    void undeclaredMembersAreNestedAndNullsAreKept() {
        byte[] event = encoded(
                bare(),
                JSON.replace("\"33109\"", "\"33109\", \"geo.code\": \"x\"")
                        .replace("44", "null")
                        .getBytes(StandardCharsets.UTF_8));
        Event parsed = parsed(bare(), event(event));
        assertEquals(ValueKind.NULL, parsed.kind(TYPE.slot("age")));
        assertEquals(Map.of("location", Map.of("geo.code", "x"), "county", NullValue.NULL), parsed.undeclared());
    }

    @Test
    void recognisesEveryNameOfASchema() throws IOException, ClassNotFoundException {
        ParseAvro parser = new ParseAvro(TYPE, REGISTRY, options("schemas", Map.of(17, file.toString())));
        byte[] id = {0, 0, 0, 0, 17};
        assertIsClaim(parsed(parser, event(bytes(id, value()))));
        assertIsClaim(parsed(parser, event(value(), new Header("__value_schema_id", id))));
        assertIsClaim(parsed(serialized(parser), event(bytes(id, value()))));
        long fingerprint = AvroSchema.parse(SourceFile.read(file.toString())).fingerprint();
        byte[] little =
                ByteBuffer.allocate(8).putLong(Long.reverseBytes(fingerprint)).array();
        assertIsClaim(parsed(parser, event(bytes(0xC3, 1, little, value()))));
    }

    @Test
    void readsASchemaByItsGuid() {
        UUID guid = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        byte[] name = ByteBuffer.allocate(17)
                .put((byte) 1)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
        try (TestContext context = new TestContext().withSchema(new SchemaId.Guid(guid), CLAIM);
                StageTestDriver driver = StageTestDriver.open(new ParseAvro(TYPE, REGISTRY, options()), context)) {
            assertIsClaim(driver.run(event(bytes(name, value()))).after());
            assertIsClaim(driver.run(event(value(), new Header("__value_schema_id", name)))
                    .after());
        }
    }

    @Test
    void anEventThatDoesNotNameItsSchemaIsRejectedWithTheFormThatItHas() {
        Stage parser = new ParseAvro(TYPE, REGISTRY, options());
        Map<byte[], String> messages = Map.of(
                "{\"id\": 1}".getBytes(StandardCharsets.UTF_8), "looks like JSON",
                bytes(0x4F, 0x62, 0x6A, 1, new byte[20]), "container file",
                bytes(3, 0, new byte[20]), "AWS Glue",
                bytes(7, 7, 7), "begins neither with",
                bytes(0, 0, 1), "begins neither with");
        messages.forEach((bytes, message) -> {
            Rejection rejection = rejection(parser, bytes);
            assertEquals("parse.schema", rejection.code());
            assertTrue(rejection.message().contains(message), rejection.message());
        });
        assertEquals(
                "parse.compressed",
                rejection(parser, bytes(0x1F, 0x8B, 8, 0, 0, 0)).code());
        assertTrue(message(parser, event(bytes(7, 7), Header.of("content-type", "avro/binary+abc")))
                .contains("Azure"));
        assertTrue(message(parser, event(bytes(7, 7), Header.of("__value_schema_id", "17")))
                .contains("neither a byte 0"));
        assertEquals(
                "parse.schema", rejection(parser, bytes(0xC3, 1, new byte[9])).code());
    }

    private static String message(Stage parser, Event event) {
        return assertInstanceOf(Outcome.Reject.class, parser.apply(event))
                .rejections()
                .get(0)
                .message();
    }

    @Test
    void fetchesASchemaOfTheRegistryOnce() {
        try (TestContext context = new TestContext().withSchema(17, CLAIM);
                StageTestDriver driver = StageTestDriver.open(new ParseAvro(TYPE, REGISTRY, options()), context)) {
            byte[] event = bytes(new byte[] {0, 0, 0, 0, 17}, value());
            assertIsClaim(driver.run(event(event)).after());
            context.withSchema(17, "not a schema any more");
            assertIsClaim(driver.run(event(event)).after());
        }
    }

    @Test
    void usesTheSchemasThatASchemaRefersTo() {
        String location = "{\"type\": \"record\", \"name\": \"Location\", \"namespace\": \"com.example\", \"fields\": ["
                + "{\"name\": \"zip\", \"type\": \"string\"}]}";
        String claim = "{\"type\": \"record\", \"name\": \"Claim\", \"namespace\": \"com.example\", \"fields\": ["
                + "{\"name\": \"location\", \"type\": \"Location\"}]}";
        try (TestContext context = new TestContext().withSchema(new SchemaId.AssignedNumber(5), location, claim);
                StageTestDriver driver = StageTestDriver.open(new ParseAvro(TYPE, REGISTRY, options()), context)) {
            StageResult result = driver.run(event(bytes(0, 0, 0, 0, 5, 4, 'z', '1')));
            assertEquals(Optional.of("z1"), result.field("location.zip"));
        }
    }

    @Test
    void aSchemaThatTheRegistryDoesNotHaveRejectsTheEvent() {
        try (TestContext context = new TestContext()
                        .withSchema(18, "{\"type\": \"record\"")
                        .withSchema(19, "\"string\"");
                StageTestDriver driver = StageTestDriver.open(new ParseAvro(TYPE, REGISTRY, options()), context)) {
            for (int id = 17; id <= 19; id++) {
                Rejection rejection = driver.run(event(bytes(0, 0, 0, 0, id, value())))
                        .rejections()
                        .get(0);
                assertEquals("parse.schema", rejection.code());
                assertTrue(rejection.message().contains("schema " + id), rejection.message());
            }
        }
        Stage withoutRegistry = new ParseAvro(TYPE, options("schemas", Map.of(1, file.toString())));
        Rejection rejection = rejection(withoutRegistry, bytes(0, 0, 0, 0, 2, value()));
        assertEquals("parse.schema", rejection.code());
        assertTrue(rejection.message().contains("schema 2"), rejection.message());
    }

    /** Answers each request with the next of some answers. */
    private static Schemas answers(Queue<Consumer<Schemas.Receipt>> answers) {
        return new Schemas() {
            @Override
            public void fetch(SchemaId id, Receipt receipt) {
                answers.remove().accept(receipt);
            }

            @Override
            public Duration deadline() {
                return Duration.ofSeconds(3);
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
    }

    @Test
    void eventsAreRetriedWhileTheRegistryIsAway() {
        Queue<Consumer<Schemas.Receipt>> answers = new ArrayDeque<>(List.of(
                receipt -> receipt.failed("does not answer"),
                receipt -> {}, // never answers: the deadline passes
                receipt -> receipt.found(List.of(CLAIM))));
        try (TestContext context =
                        new TestContext().withSchemas(answers(answers)).withMaxWait(Duration.ofMillis(1));
                StageTestDriver driver = StageTestDriver.open(new ParseAvro(TYPE, REGISTRY, options()), context)) {
            StageResult result = driver.run(event(bytes(0, 0, 0, 0, 17, value())));
            assertEquals(3, result.attempts());
            assertIsClaim(result.after());
            assertEquals(
                    Optional.of(Duration.ofSeconds(3)), result.stage().spec().deadline());
        }
    }

    @Test
    void listsOfRecordsAreItemsWhereTheFieldDeclaresThem() throws IOException {
        EventType items = new EventType(List.of(new ParserTests.Source(
                "schema",
                List.of(
                        new Field(
                                "lines",
                                FieldType.LIST,
                                List.of(
                                        new Field("amount", FieldType.DOUBLE),
                                        new Field("part.code", FieldType.STRING),
                                        new Field(
                                                "notes", FieldType.LIST, List.of(new Field("by", FieldType.STRING))))),
                        new Field("others", FieldType.LIST)),
                true)));
        Files.writeString(file, """
                {"type": "record", "name": "Claim", "fields": [
                  {"name": "lines", "type": ["null", {"type": "array", "items": ["null", "string", {"type": "record", "name": "Line", "fields": [
                    {"name": "amount", "type": "float"},
                    {"name": "part", "type": {"type": "map", "values": "string"}},
                    {"name": "notes", "type": {"type": "array", "items": {"type": "record", "name": "Note", "fields": [
                      {"name": "by", "type": "string"}]}}}]}]}]},
                  {"name": "others", "type": {"type": "array", "items": "Line"}}]}
                """);
        ParseAvro parser = new ParseAvro(items, options("schema", file.toString(), "framing", "NONE"));
        String json = """
                {"lines": [{"amount": 67.35, "part": {"code": "x", "n": "1"}, "notes": [{"by": "me"}]}, null, "text"],
                 "others": [{"amount": 1, "part": {}, "notes": []}]}
                """;
        Event event = parsed(parser, event(encoded(parser, json.getBytes(StandardCharsets.UTF_8))));
        List<Object> lines = event.list(items.slot("lines"));
        Item line = (Item) lines.get(0);
        EventType lineType = items.itemType(items.slot("lines")).orElseThrow();
        assertEquals(67.35, line.values().number(lineType.slot("amount")));
        assertEquals("x", line.values().string(lineType.slot("part.code")));
        assertEquals(Map.of("part", Map.of("n", "1")), line.undeclared());
        Item note = (Item) line.values().list(lineType.slot("notes")).get(0);
        assertEquals("me", note.values().string(0));
        assertEquals(List.of(NullValue.NULL, "text"), lines.subList(1, 3));
        assertEquals(
                List.of(Map.of("amount", 1.0, "part", Map.of(), "notes", List.of())), event.list(items.slot("others")));
    }

    @Test
    void logicalTypesBecomeWhatJsonWouldHave() throws IOException {
        Map<String, String> types = Map.ofEntries(
                Map.entry("date", "{\"type\": \"int\", \"logicalType\": \"date\"} 2004-09-16"),
                Map.entry("timeMillis", "{\"type\": \"int\", \"logicalType\": \"time-millis\"} 10:15:30.120"),
                Map.entry("timeMicros", "{\"type\": \"long\", \"logicalType\": \"time-micros\"} 10:15:30.000001"),
                Map.entry(
                        "millis",
                        "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"} 1969-12-31T23:59:59.999Z"),
                Map.entry("micros", "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"} 2004-09-16T10:00:00Z"),
                Map.entry(
                        "nanos",
                        "{\"type\": \"long\", \"logicalType\": \"timestamp-nanos\"} 2004-09-16T10:00:00.123456789Z"),
                Map.entry(
                        "local",
                        "{\"type\": \"long\", \"logicalType\": \"local-timestamp-millis\"} 2004-09-16T10:00:00"),
                Map.entry(
                        "uuid",
                        "{\"type\": \"string\", \"logicalType\": \"uuid\"} 6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
                Map.entry(
                        "uuidFixed",
                        "{\"type\": \"fixed\", \"name\": \"U\", \"size\": 16, \"logicalType\": \"uuid\"} 6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
                Map.entry(
                        "duration",
                        "{\"type\": \"fixed\", \"name\": \"D\", \"size\": 12, \"logicalType\": \"duration\"} P1M2DT3.004S"),
                Map.entry(
                        "decimal",
                        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 2} 12.50"),
                Map.entry("bytes", "\"bytes\" AQID"),
                Map.entry("unknown", "{\"type\": \"string\", \"logicalType\": \"colour\"} red"),
                Map.entry("symbol", "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"RED\"]} RED"));
        types.forEach((name, typeAndText) -> {
            String type = typeAndText.substring(0, typeAndText.lastIndexOf(' '));
            String text = typeAndText.substring(typeAndText.lastIndexOf(' ') + 1);
            write("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"x\", \"type\": " + type + "}]}");
            for (FieldType declared : List.of(FieldType.STRING, FieldType.ANY)) {
                ParseAvro parser =
                        new ParseAvro(type("x:" + declared), options("schema", file.toString(), "framing", "NONE"));
                byte[] value = encoded(parser, ("{\"x\": \"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
                FieldValues values = parsed(parser, event(value)).values();
                Object expected = name.equals("decimal") && declared == FieldType.ANY ? (Object) 12.5 : text;
                assertEquals(expected, values.object(0), name);
            }
        });
    }

    private void write(String schema) {
        try {
            Files.writeString(file, schema);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads one value of a type into a declared field. */
    private Outcome read(String type, String declared, byte[] value) {
        write("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"x\", \"type\": " + type + "}]}");
        EventType eventType = declared.isEmpty() ? type("other:STRING") : type("x:" + declared);
        return new ParseAvro(eventType, options("schema", file.toString(), "framing", "NONE", "maxDepth", 8))
                .apply(event(value));
    }

    private void assertRejected(String code, String type, String declared, byte[] value) {
        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, read(type, declared, value));
        assertEquals(code, reject.rejections().get(0).code(), type);
    }

    @Test
    void invalidBytesAreRejectedWithinBoundsAndWithAStableCode() {
        byte[] max = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        byte[] min = {-2, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        for (String declared : List.of("STRING", "")) {
            assertRejected("parse.avro", "\"string\"", declared, bytes(10, 'a')); // truncated
            assertRejected("parse.avro", "\"string\"", declared, bytes(1)); // a negative length
            assertRejected("parse.avro", "\"string\"", declared, min); // a huge length
            assertRejected("parse.utf8", "\"string\"", declared, bytes(4, 0xC3, 0x28));
            assertRejected("parse.avro", "\"string\"", declared, bytes(2, 'a', 'b')); // trailing
            assertRejected("parse.avro", "[\"null\", \"string\"]", declared, bytes(4, 2, 'a')); // no such branch
            assertRejected("parse.avro", "[\"null\", \"string\"]", declared, bytes(1, 2, 'a'));
        }
        for (String declared : List.of("ANY", "")) {
            assertRejected("parse.avro", "\"boolean\"", declared, bytes(2));
            assertRejected("parse.avro", "\"int\"", declared, max);
            assertRejected("parse.avro", "\"long\"", declared, bytes(max, 0));
            assertRejected("parse.avro", "\"long\"", declared, bytes(max, max));
            assertRejected("parse.avro", "{\"type\": \"array\", \"items\": \"null\"}", declared, bytes(min, 0));
            assertRejected("parse.avro", "{\"type\": \"array\", \"items\": \"null\"}", declared, bytes(max, 0, 0));
            assertRejected("parse.avro", "{\"type\": \"array\", \"items\": \"int\"}", declared, bytes(min, 2, 4));
            assertRejected(
                    "parse.key",
                    "{\"type\": \"map\", \"values\": \"int\"}",
                    declared,
                    bytes(4, 2, 'a', 2, 2, 'a', 2, 0));
            assertRejected(
                    "parse.depth",
                    "{\"type\": \"record\", \"name\": \"L\", \"fields\": [{\"name\": \"l\", \"type\": [\"null\", \"L\"]}]}",
                    declared,
                    bytes(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0));
            assertRejected(
                    "parse.avro",
                    "{\"type\": \"record\", \"name\": \"L\", \"fields\": [{\"name\": \"l\", \"type\": \"L\"}]}"
                            .replace("\"L\"}]", "[\"null\", \"L\"]}]"),
                    declared,
                    bytes(2, 2));
        }
        byte[] wide = bytes(0x82, 2, new byte[65]); // 129 bytes
        assertRejected(
                "parse.avro", "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4}", "DOUBLE", wide);
        byte[] tooManyDigits = bytes(0x82, 1, new byte[65]);
        assertRejected(
                "parse.number",
                "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4}",
                "DOUBLE",
                tooManyDigits);
        assertInstanceOf(
                Outcome.Pass.class,
                read("{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 4}", "", tooManyDigits));
    }

    @Test
    void theItemsOfListsOfObjectsAreLimited() {
        write(
                "{\"type\": \"record\", \"name\": \"C\", \"fields\": [{\"name\": \"lists\", \"type\": {\"type\": \"array\","
                        + " \"items\": {\"type\": \"record\", \"name\": \"L\", \"fields\": [{\"name\": \"notes\", \"type\": {\"type\":"
                        + " \"array\", \"items\": {\"type\": \"record\", \"name\": \"N\", \"fields\": [{\"name\": \"by\", \"type\":"
                        + " \"null\"}]}}}]}}}]}");
        Field notes = new Field("notes", FieldType.LIST, List.of(new Field("by", FieldType.STRING)));
        EventType type = new EventType(List.of(
                new ParserTests.Source("schema", List.of(new Field("lists", FieldType.LIST, List.of(notes))), true)));
        Stage parser = new ParseAvro(type, options("schema", file.toString(), "framing", "NONE", "maxItems", 10));
        assertInstanceOf(Outcome.Pass.class, parser.apply(event(bytes(2, 20, 0, 0))));
        Rejection one = rejection(parser, bytes(2, 22, 0, 0));
        assertEquals("parse.limit", one.code());
        assertEquals("lists.0.notes.10", one.path());
        byte[] ten = {20, 0};
        Rejection all = rejection(parser, bytes(20, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, 0));
        assertEquals("parse.limit", all.code());
        assertEquals("lists.9.notes.0", all.path());
    }

    /** A record without bytes in a list: the number of elements is bounded although they cost no input. */
    @Test
    void elementsWithoutBytesAreBounded() {
        String empty =
                "{\"type\": \"array\", \"items\": {\"type\": \"record\", \"name\": \"E\", \"fields\": [{\"name\": \"n\", \"type\": \"null\"}]}}";
        assertRejected("parse.avro", empty, "LIST", bytes(0x80, 0x80, 0x80, 0x80, 0x20, 0));
        assertInstanceOf(Outcome.Pass.class, read(empty, "LIST", bytes(20, 0)));
    }

    @Test
    void aNumberThatJsonDoesNotHaveIsRejectedWhereItIsDeclared() {
        byte[] nan = ByteBuffer.allocate(8)
                .putLong(Long.reverseBytes(Double.doubleToLongBits(Double.NaN)))
                .array();
        assertRejected("parse.number", "\"double\"", "DOUBLE", nan);
        Outcome.Pass pass = assertInstanceOf(Outcome.Pass.class, read("\"double\"", "", nan));
        assertEquals(Map.of("x", "NaN"), event(nan).with(pass.patch()).undeclared());
    }

    @Test
    void aRejectionNamesTheMember() {
        Rejection rejection = rejection(bare(), Arrays.copyOf(value(), value().length - 3));
        assertEquals("tags.1", rejection.path());
    }

    @Test
    void anEmptyOrLargeEventIsRejected() {
        assertEquals("parse.empty", rejection(bare(), new byte[0]).code());
        assertEquals("parse.size", rejection(bare("maxBytes", 10), value()).code());
    }

    @Test
    void aSchemaThatDoesNotFitTheEventTypeIsAnErrorWithItsPlace() {
        write(CLAIM.replace("[\"null\", \"int\"], \"default\": null", "\"string\"")
                .replace(
                        "{\"name\": \"zip\", \"type\": \"string\"}",
                        "{\"name\": \"zip\", \"type\": [\"null\", \"long\"]}"));
        ConfigurationException e = assertThrows(ConfigurationException.class, this::bare);
        assertEquals(2, e.problems().size());
        assertEquals(
                file
                        + ":4:27: parse avro: field 'age' has the Avro type string, but the event type declares it as an integer",
                e.problems().get(0).toString());
        assertEquals(
                file
                        + ":7:29: parse avro: field 'location.zip' has the Avro type long, but the event type declares it as a string",
                e.problems().get(1).toString());
    }

    @Test
    void declaredFieldsThatTheSchemaLacksAreReportedWithASimilarName() {
        write(CLAIM.replace("\"name\": \"age\"", "\"name\": \"ages\""));
        assertEquals(
                Map.of(file.toString(), Map.of("age", Optional.of("did you mean 'ages'?"))), bare().unfilledFields());
    }

    @Test
    void everyFaultOfASchemaFileIsReportedWithItsPlace() {
        write("""
                {"type": "record", "name": "Claim", "fields": [
                  {"name": "a", "type": "strin"},
                  {"name": "a", "type": "int"},
                  {"name": "b", "type": {"type": "array"}},
                  {"name": "c", "type": {"type": "enum", "name": "E", "symbols": ["X", "X"]}},
                  {"name": "d", "type": {"type": "fixed", "name": "F"}},
                  {"name": "e", "type": ["null", ["int"]]},
                  {"type": "int"}
                ]}
                """);
        ConfigurationException e = assertThrows(ConfigurationException.class, this::bare);
        List<String> places = e.problems().stream()
                .map(problem -> problem.position().orElseThrow().line() + ":"
                        + problem.position().orElseThrow().column())
                .toList();
        assertEquals(List.of("2:25", "3:12", "4:25", "5:25", "6:25", "7:34", "8:3"), places);
        assertEquals(Optional.of("did you mean 'string'?"), e.problems().get(0).hint());

        write("{\"type\": \"record\",\n  \"name\" \"Claim\"}");
        String message = assertThrows(ConfigurationException.class, this::bare).getMessage();
        assertTrue(message.startsWith(file + ":2:"), message);
    }

    @Test
    void optionsThatContradictEachOtherAreErrors() {
        assertMessage("needs option 'schema'", () -> new ParseAvro(TYPE, options("framing", "NONE")));
        assertMessage("no schema is known", () -> new ParseAvro(TYPE, options()));
        assertMessage(
                "remove option 'schemas'",
                () -> new ParseAvro(TYPE, REGISTRY, options("framing", "NONE", "schema", file.toString())));
        assertMessage("no schema id", () -> new ParseAvro(TYPE, options("schemas", Map.of("x", file.toString()))));
        assertMessage("no such file", () -> new ParseAvro(TYPE, options("schema", "missing.avsc")));
        assertMessage("schema registry is missing", () -> new ParseAvro(TYPE, null, options()));
        write("\"string\"");
        assertMessage("must be a record", this::bare);
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void jsonIsEncodedForTestsAndRuns() {
        ParseAvro parser = new ParseAvro(TYPE, options("schema", file.toString()));
        byte[] event = encoded(parser, JSON.getBytes(StandardCharsets.UTF_8));
        assertEquals((byte) 0xC3, event[0]);
        assertIsClaim(parsed(parser, event(event)));
        byte[] notJson = bytes(0, 0, 0, 0, 1);
        assertArrayEquals(notJson, encoded(parser, notJson));
        byte[] invalid = "{\"id\":".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(invalid, encoded(parser, invalid));
        assertMessage(
                "'ids' is not a field of record 'com.example.Claim'; did you mean 'id'?",
                () -> encoded(parser, "{\"ids\": 1}".getBytes(StandardCharsets.UTF_8)));
        assertMessage(
                "'amount' is missing or does not fit the Avro type bytes (decimal)",
                () -> encoded(parser, "{\"id\": \"x\"}".getBytes(StandardCharsets.UTF_8)));
    }
}
