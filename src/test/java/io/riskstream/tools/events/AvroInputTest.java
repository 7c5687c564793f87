package io.riskstream.tools.events;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.parse.ParseAvro;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of events for a pipeline that reads Avro. */
class AvroInputTest {
    private static final EventType TYPE = TestEvents.type("id:STRING", "amount:DOUBLE");
    private static final String SCHEMA =
            "{\"type\": \"record\", \"name\": \"Claim\", \"fields\": [{\"name\": \"id\", \"type\": \"string\"},"
                    + " {\"name\": \"amount\", \"type\": \"double\"}]}";
    private static final int RECORDS = 3_000;

    @TempDir
    private Path directory;

    private ParseAvro parser;

    @BeforeEach
    void createParser() throws IOException {
        parser = parser("SCHEMA_ID");
    }

    private ParseAvro parser(String framing) throws IOException {
        Path schema = Files.writeString(directory.resolve("claim.avsc"), SCHEMA);
        return new ParseAvro(TYPE, Map.of("schema", schema.toString(), "framing", framing));
    }

    /** Writes a container file with the library. */
    private Path container(CodecFactory codec, String schemaText) throws IOException {
        Schema schema = new Schema.Parser().parse(schemaText);
        Path file = directory.resolve("claims.avro");
        try (DataFileWriter<GenericData.Record> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec).setSyncInterval(1_000).create(schema, file.toFile());
            for (int i = 0; i < RECORDS; i++) {
                GenericData.Record record = new GenericData.Record(schema);
                record.put("id", "c-" + i);
                record.put("amount", i / 2.0);
                writer.append(record);
            }
        }
        return file;
    }

    private static List<byte[]> events(CheckedInput input) {
        List<byte[]> events = new ArrayList<>();
        for (Iterator<InputRecord> each = input.events(); each.hasNext(); ) {
            events.add(each.next().value().orElseThrow());
        }
        return events;
    }

    private CheckedInput read(Path file, ParseAvro avro) {
        return CheckedInput.read(file, InputOptions.NONE, Long.MAX_VALUE, avro);
    }

    private static void assertAreClaims(List<byte[]> events, ParseAvro avro) {
        assertEquals(RECORDS, events.size());
        try (TestContext context = new TestContext();
                StageTestDriver driver = StageTestDriver.open(avro, context)) {
            for (int i : new int[] {0, 1, RECORDS - 1}) {
                var result = driver.run(TestEvents.event(Instant.EPOCH, events.get(i)));
                assertEquals("c-" + i, result.field("id").orElseThrow());
                assertEquals(i / 2.0, result.field("amount").orElseThrow());
            }
        }
    }

    @Test
    void sendsTheRecordsOfAContainerFile() throws IOException {
        for (CodecFactory codec : List.of(CodecFactory.nullCodec(), CodecFactory.deflateCodec(6))) {
            for (String framing : List.of("SCHEMA_ID", "NONE")) {
                CheckedInput input = read(container(codec, SCHEMA), parser(framing));
                assertEquals(
                        "events from " + directory.resolve("claims.avro") + ": Avro, 3,000 events",
                        input.lines().get(0));
                assertAreClaims(events(input), parser(framing));
            }
        }
    }

    @Test
    void aContainerFileThatCannotBeSentIsAnErrorThatNamesTheFile() throws IOException {
        Path file = container(CodecFactory.nullCodec(), SCHEMA.replace("Claim", "Loss"));
        assertMessage("no schema file of stage 'parse' has this schema; add it to option 'schemas'", file);
        Files.writeString(file, "{\"id\": 1}");
        assertMessage("is no Avro object container file", file);
        file = container(CodecFactory.bzip2Codec(), SCHEMA);
        assertMessage("uses codec 'bzip2'", file);
        for (CodecFactory codec : List.of(CodecFactory.nullCodec(), CodecFactory.deflateCodec(6))) {
            byte[] bytes = Files.readAllBytes(container(codec, SCHEMA));
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
            assertMessage("claims.avro: ends within a block", file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
            assertMessage("sync marker", file);
        }
    }

    private void assertMessage(String part, Path file) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(file, parser))
                .getMessage();
        assertTrue(message.startsWith(directory.toString()) && message.contains(part), message);
    }

    @Test
    void encodesJsonAndCsvAndNamesTheLineThatDoesNotFit() throws IOException {
        Path json = Files.writeString(
                directory.resolve("claims.jsonl"),
                "{\"id\": \"c-1\", \"amount\": 2.5}\n{\"id\": \"c-2\", \"amount\": \"x\"}\n{\"id\": \"c-3\", \"amount\": 1}\n");
        CheckedInput input = read(json, parser);
        assertEquals(2, events(input).size());
        assertArrayEquals(
                parser.jsonEncoder()
                        .orElseThrow()
                        .apply("{\"id\": \"c-1\", \"amount\": 2.5}".getBytes(StandardCharsets.UTF_8)),
                events(input).get(0));
        assertTrue(
                input.lines()
                        .contains(
                                "  not sent: " + json
                                        + ":2: the event does not fit the Avro schema: 'amount' is missing or does not fit the Avro type double"),
                input.lines().toString());
        Path csv = Files.writeString(directory.resolve("claims.csv"), "id,amount\nc-1,2.5\n");
        assertArrayEquals(events(input).get(0), events(read(csv, parser)).get(0));
    }
}
