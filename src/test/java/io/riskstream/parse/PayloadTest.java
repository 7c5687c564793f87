package io.riskstream.parse;

import static io.riskstream.parse.ParserTests.type;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final EventType TYPE = type("claim:STRING", "amount:LONG", "reported:STRING");
    private static final String JSON = "{\"claim\": \"C-1\", \"amount\": 1200}";
    private static final String CSV = "C-1,1200";

    private enum Compression {
        GZIP,
        ZSTD;

        byte[] of(byte[] bytes) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (OutputStream out =
                    this == GZIP ? new GZIPOutputStream(compressed) : new ZstdOutputStream(compressed)) {
                out.write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return compressed.toByteArray();
        }

        byte[] of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> options(Object... options) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put((String) options[i], options[i + 1]);
        }
        return map;
    }

    private static Stage json(Object... options) {
        return new ParseJson(TYPE, options(options));
    }

    private static Stage csv(Object... options) {
        Map<String, Object> all = options(options);
        all.put("columns", List.of("claim", "amount"));
        return new ParseCsv(TYPE, all);
    }

    private static Event event(byte[] value, String... headers) {
        List<Header> list = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            list.add(Header.of(headers[i], headers[i + 1]));
        }
        return Event.of(new Origin("claims", 0, 7, ParserTests.TIMESTAMP, Optional.empty(), list), value);
    }

    private static Event event(String value, String... headers) {
        return event(value.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static Event parsed(Stage stage, Event event) {
        Outcome outcome = stage.apply(event);
        return event.with(assertInstanceOf(Outcome.Pass.class, outcome, outcome.toString())
                .patch());
    }

    private static Rejection rejection(Stage stage, Event event) {
        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, stage.apply(event));
        assertEquals(1, reject.rejections().size());
        return reject.rejections().get(0);
    }

    private static void assertClaim(Event event) {
        assertEquals("C-1", event.values().string(TYPE.slot("claim")));
        assertEquals(1200L, event.values().object(TYPE.slot("amount")));
    }

    // ---- Recognised without an option ----

    static List<byte[]> compressed() {
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0};
        return List.of(
                Compression.GZIP.of(JSON), Compression.ZSTD.of(JSON), joined(skippable, Compression.ZSTD.of(JSON)));
    }

    @ParameterizedTest
    @MethodSource("compressed")
    void aParserThatIsNotSetToDecompressNamesTheOption(byte[] value) {
        for (Stage stage : List.of(json(), csv())) {
            Rejection rejection = rejection(stage, event(value));
            assertEquals("parse.compressed", rejection.code());
            assertTrue(rejection.message().contains("decompress: true"), rejection.message());
        }
    }

    @Test
    void aSchemaIdBeforeTheEventIsReportedWithTheStageAndTheOption() {
        for (Stage stage : List.of(json(), csv())) {
            Rejection rejection =
                    rejection(stage, event(joined(new byte[] {0, 0, 0, 0, 7}, JSON.getBytes(StandardCharsets.UTF_8))));
            assertEquals("parse.prefix", rejection.code());
            assertTrue(rejection.message().contains("ParseAvro"), rejection.message());
            assertTrue(rejection.message().contains("schemaIdPrefix: true"), rejection.message());
        }
    }

    @Test
    void aSchemaIdIsRemovedIfTheOptionSaysSo() {
        byte[] value = joined(new byte[] {0, 0, 0, 0, 7}, JSON.getBytes(StandardCharsets.UTF_8));
        Event event = parsed(json("schemaIdPrefix", true), event(value));
        assertClaim(event);
        assertFalse(event.originalIsJson());
        assertClaim(parsed(json("schemaIdPrefix", true), event(JSON)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(C-1,1200", "PC-1,1200", "P*M,1200"})
    void aTextThatBeginsWithTheFirstByteOfAFormatIsAText(String line) {
        Event event = parsed(csv(), event(line));
        assertEquals(line.substring(0, line.indexOf(',')), event.values().string(TYPE.slot("claim")));
    }

    // ---- Compression ----

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anEventIsDecompressedAndItsOriginalBytesStay(Compression compression) {
        byte[] value = compression.of(JSON);
        Event event = parsed(json("decompress", true), event(value));
        assertClaim(event);
        assertSame(value, event.original());
        assertFalse(event.originalIsJson());
        assertClaim(parsed(csv("decompress", true), event(compression.of(CSV))));
    }

    @Test
    void anEventWithoutCompressionIsReadAsItIs() {
        Event event = parsed(json("decompress", true), event(JSON));
        assertClaim(event);
        assertTrue(event.originalIsJson());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void oneParserReadsCompressedEventsOfAllSizes(Compression compression) {
        Stage stage = json("decompress", true);
        for (int length : new int[] {0, 1, 5_000, 8_192 - 32, 100_000, 900_000, 3}) {
            String claim = "x".repeat(length);
            Event event = parsed(stage, event(compression.of("{\"claim\": \"" + claim + "\"}")));
            assertEquals(claim, event.values().string(TYPE.slot("claim")));
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void maxBytesHoldsForTheDecompressedEventToTheByte(Compression compression) {
        byte[] value = compression.of(JSON);
        assertClaim(parsed(json("decompress", true, "maxBytes", JSON.length() + value.length), event(value)));
        byte[] line = compression.of("C-1,1200" + " ".repeat(200));
        assertEquals(
                "parse.size",
                rejection(csv("decompress", true, "maxBytes", 207), event(line)).code());
        assertEquals(
                "C-1",
                parsed(csv("decompress", true, "maxBytes", 208), event(line))
                        .values()
                        .string(TYPE.slot("claim")));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aCompressionBombIsRejectedByItsSize(Compression compression) {
        byte[] bomb = compression.of(new byte[64 << 20]);
        Rejection rejection = rejection(json("decompress", true), event(bomb));
        assertEquals("parse.size", rejection.code());
        assertTrue(rejection.message().contains("maxBytes"), rejection.message());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyTruncatedEventIsRejected(Compression compression) {
        byte[] value = compression.of(JSON);
        Stage stage = json("decompress", true);
        for (int length = 5; length < value.length; length++) {
            assertEquals(
                    "parse.compressed",
                    rejection(stage, event(Arrays.copyOf(value, length))).code(),
                    "after " + length + " bytes");
        }
        assertClaim(parsed(stage, event(value)));
    }

    @Test
    void aWrongChecksumIsRejected() {
        byte[] value = Compression.GZIP.of(JSON);
        value[value.length - 6] ^= 1;
        assertEquals(
                "parse.compressed",
                rejection(json("decompress", true), event(value)).code());
    }

    @Test
    void severalMembersAreOneEvent() {
        for (Compression compression : Compression.values()) {
            byte[] value = joined(compression.of(JSON.substring(0, 10)), compression.of(JSON.substring(10)));
            assertClaim(parsed(json("decompress", true), event(value)));
        }
    }

    @Test
    void allPartsOfAGzipHeaderAreSkipped() {
        byte[] plain = Compression.GZIP.of(JSON);
        byte[] header = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0, 2, 0, 9, 9, 'a', 0, 'b', 'c', 0, 1, 2};
        assertClaim(
                parsed(json("decompress", true), event(joined(header, Arrays.copyOfRange(plain, 10, plain.length)))));
    }

    @Test
    void anEventThatIsCompressedTwiceIsNotDecompressedTwice() {
        byte[] value = Compression.GZIP.of(Compression.GZIP.of(JSON));
        assertEquals(
                "parse.compressed",
                rejection(json("decompress", true), event(value)).code());
    }

    @Test
    void aParserCanBeOpenedAgainAfterItWasClosed() throws IOException, ClassNotFoundException {
        Stage stage = json("decompress", true);
        assertClaim(parsed(stage, event(Compression.ZSTD.of(JSON))));
        stage.close();
        Stage worker = ParserTests.serialized(json("decompress", true));
        assertClaim(parsed(worker, event(Compression.GZIP.of(JSON))));
        worker.close();
    }

    // ---- CloudEvents ----

    private static final String[] BINARY = {
        "ce_specversion",
        "1.0",
        "ce_id",
        "A-1",
        "ce_source",
        "/portal",
        "ce_type",
        "claim.reported",
        "ce_time",
        "2026-11-29T10:00:00Z",
        "content-type",
        "application/json"
    };

    private static String envelope(String rest) {
        return "{\"specversion\": \"1.0\", \"id\": \"A-1\", \"source\": \"/portal\", \"type\": \"claim.reported\", "
                + "\"time\": \"2026-11-29T10:00:00Z\"" + rest + "}";
    }

    private static void assertCloudEvent(Event event) {
        assertClaim(event);
        assertEquals("/portal A-1", event.id());
        assertEquals(Instant.parse("2026-11-29T10:00:00Z"), event.time());
    }

    @Test
    void theValueOfABinaryCloudEventIsItsData() {
        Event event = parsed(json("cloudEvents", true), event(JSON, BINARY));
        assertCloudEvent(event);
        assertTrue(event.originalIsJson());
        assertCloudEvent(parsed(csv("cloudEvents", true), event(CSV, BINARY)));
    }

    @Test
    void theDataOfAStructuredCloudEventIsParsedAndItsOriginalBytesStay() {
        String value = envelope(", \"data\": " + JSON + ", \"priority\": 3, \"data2\": [\"}\", {\"a\": \"\\\"\"}]");
        for (String[] headers :
                List.of(new String[0], new String[] {"content-type", "application/CloudEvents+json; charset=UTF-8"})) {
            Event event = parsed(json("cloudEvents", true), event(value, headers));
            assertCloudEvent(event);
            assertFalse(event.originalIsJson());
            assertArrayEquals(value.getBytes(StandardCharsets.UTF_8), event.original());
        }
    }

    @Test
    void aStringOfAnotherFormatIsTheDataItself() {
        String value = envelope(", \"datacontenttype\": \"text/csv\", \"data\": \"\\\"C-1\\\",12\\u0030\\u0030\"");
        assertCloudEvent(parsed(csv("cloudEvents", true), event(value)));
        String text = envelope(", \"data\": \"C-1,1200\"");
        assertEquals(
                "parse.object",
                rejection(json("cloudEvents", true), event(text)).code());
    }

    @Test
    void aTextInAnEnvelopeIsUtf8WhateverEncodingTheParserOrTheTextNames() {
        String xml = envelope(", \"datacontenttype\": \"application/xml\", \"data\":"
                + " \"<?xml version='1.0' encoding='ISO-8859-1'?><c><claim>M\u00fcller</claim></c>\"");
        Stage parseXml = new ParseXml(TYPE, options("cloudEvents", true));
        assertEquals("M\u00fcller", parsed(parseXml, event(xml)).values().string(TYPE.slot("claim")));
        String csv = envelope(", \"datacontenttype\": \"text/csv\", \"data\": \"M\u00fcller,1\"");
        Stage parseCsv = csv("cloudEvents", true, "charset", "windows-1252");
        assertEquals("M\u00fcller", parsed(parseCsv, event(csv)).values().string(TYPE.slot("claim")));
        byte[] binary = "M\u00fcller,1".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                "M\u00fcller", parsed(parseCsv, event(binary, BINARY)).values().string(TYPE.slot("claim")));
    }

    @Test
    void binaryDataInAnEnvelopeIsDecodedAndDecompressed() {
        for (byte[] data : List.of(JSON.getBytes(StandardCharsets.UTF_8), Compression.GZIP.of(JSON))) {
            String value =
                    envelope(", \"data_base64\": \"" + Base64.getEncoder().encodeToString(data) + "\"");
            assertCloudEvent(parsed(json("cloudEvents", true, "decompress", true), event(value)));
            assertCloudEvent(parsed(json("cloudEvents", true, "decompress", true), event(Compression.ZSTD.of(value))));
        }
    }

    @Test
    void fieldsThatTheOptionsNameComeBeforeTheAttributes() {
        Stage stage = json("cloudEvents", true, "id", "claim", "time", "reported");
        String value = envelope(", \"data\": {\"claim\": \"C-1\", \"reported\": \"2026-01-02T00:00:00Z\"}");
        Event event = parsed(stage, event(value));
        assertEquals("C-1", event.id());
        assertEquals(Instant.parse("2026-01-02T00:00:00Z"), event.time());
        Event without = parsed(stage, event(envelope(", \"data\": {}")));
        assertEquals("/portal A-1", without.id());
        assertEquals(Instant.parse("2026-11-29T10:00:00Z"), without.time());
    }

    @Test
    void anEventNeverGetsTheAttributesOfAnEarlierOne() {
        Stage stage = json("cloudEvents", true);
        assertCloudEvent(parsed(stage, event(JSON, BINARY)));
        String value = envelope(", \"data\": " + JSON).replace("\"time\": \"2026-11-29T10:00:00Z\"", "\"x\": 1");
        assertEquals(ParserTests.TIMESTAMP, parsed(stage, event(value)).time().toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"claim": "C-1", "amount": 1200}                                                  | no header 'ce_specversion'
            [{"specversion": "1.0"}]                                                          | no header 'ce_specversion'
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": {}          | no header 'ce_specversion'
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": {}} x       | no header 'ce_specversion'
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": ]}          | no header 'ce_specversion'
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data":             | no header 'ce_specversion'
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": "\\         | no header 'ce_specversion'
            {"specversion": "0.3", "id": "1", "source": "/", "type": "t", "data": {}}         | 'specversion' is not 1.0
            {"specversion": "1.0", "source": "/", "type": "t", "data": {}}                    | 'id' is missing
            {"specversion": "1.0", "id": "", "source": "/", "type": "t", "data": {}}          | 'id' is missing
            {"specversion": "1.0", "id": "1", "type": "t", "data": {}}                        | 'source' is missing
            {"specversion": "1.0", "id": "1", "source": "a b", "type": "t", "data": {}}       | contains a space
            {"specversion": "1.0", "id": "1", "source": "/", "data": {}}                      | 'type' is missing
            {"specversion": "1.0", "id": "1", "id": "2", "source": "/", "type": "t"}          | a member twice
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": 1, "data": 2} | a member twice
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data": 1, "data_base64": "AA=="} | a member twice
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "data_base64": "%"} | not Base64
            {"specversion": "1.0", "id": "1", "source": "/", "type": "t", "datacontenttype": "text/csv", "data": "\\ud800"} | surrogate""")
    void aRecordThatIsNoCloudEventIsRejected(String value, String message) {
        Rejection rejection = rejection(json("cloudEvents", true), event(value));
        assertEquals("parse.cloud-event", rejection.code());
        assertTrue(rejection.message().contains(message), rejection.message());
    }

    @Test
    void aBatchOrAnotherFormatIsRejected() {
        for (String contentType : List.of("application/cloudevents-batch+json", "application/cloudevents+avro")) {
            Rejection rejection =
                    rejection(json("cloudEvents", true), event(envelope(""), "content-type", contentType));
            assertEquals("parse.cloud-event", rejection.code());
        }
        assertEquals(
                "parse.empty",
                rejection(json("cloudEvents", true), event(envelope(""))).code());
    }

    @Test
    void invalidDataIsRejectedAsTheParserDoesWithoutAnEnvelope() {
        assertEquals(
                "parse.json",
                rejection(json("cloudEvents", true), event(envelope(", \"data\": {\"claim\": 01}")))
                        .code());
    }

    @Test
    void anyDamagedRecordIsReadOrRejected() {
        Stage stage = json("decompress", true, "cloudEvents", true, "schemaIdPrefix", true);
        String structured = envelope(", \"data\": " + JSON + ", \"x\": [1, {\"y\": \"\\u0041\"}]");
        String encoded = envelope(
                ", \"data_base64\": \"" + Base64.getEncoder().encodeToString(Compression.GZIP.of(JSON)) + "\"");
        SplittableRandom random = new SplittableRandom(14);
        for (byte[] value : List.of(
                structured.getBytes(StandardCharsets.UTF_8),
                encoded.getBytes(StandardCharsets.UTF_8),
                Compression.GZIP.of(structured),
                Compression.ZSTD.of(structured))) {
            assertCloudEvent(parsed(stage, event(value)));
            for (int i = 0; i < 5_000; i++) {
                byte[] damaged =
                        Arrays.copyOf(value, random.nextInt(3) == 0 ? random.nextInt(value.length) : value.length);
                for (int k = random.nextInt(3); k > 0 && damaged.length > 0; k--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                Outcome outcome = stage.apply(event(damaged));
                assertTrue(outcome instanceof Outcome.Pass || outcome instanceof Outcome.Reject);
            }
            assertCloudEvent(parsed(stage, event(value)));
        }
    }

    @Test
    void withoutTheOptionHeadersChangeNothing() {
        Event event = parsed(json(), event(JSON, BINARY));
        assertClaim(event);
        assertEquals("claims-0@7", event.id());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
