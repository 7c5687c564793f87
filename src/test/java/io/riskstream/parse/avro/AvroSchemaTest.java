package io.riskstream.parse.avro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class AvroSchemaTest {
    private static final int MUTATIONS = 20_000;

    private static AvroSchema parse(String text) {
        return AvroSchema.parse(new SourceFile("claim.avsc", text));
    }

    private static long fingerprint(String text) {
        return parse(text).fingerprint();
    }

    @Test
    void namesAreResolvedInTheirNamespaces() {
        String schema = """
                {"type": "record", "name": "a.Claim", "fields": [
                  {"name": "inner", "type": {"type": "record", "name": "Inner", "namespace": "b", "fields": [
                    {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["X"]}}]}},
                  {"name": "e", "type": "b.E"},
                  {"name": "again", "type": ["null", "Claim", "a.Claim2"]}]}
                """;
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> parse(schema));
        assertEquals(1, e.problems().size());
        assertEquals(
                "claim.avsc:5:47: no type 'a.Claim2' is declared before this place; did you mean 'a.Claim'?",
                e.problems().get(0).toString());
        String valid = schema.replace(", \"a.Claim2\"", "");
        assertEquals(SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(valid)), fingerprint(valid));
    }

    /** What the specification says is ignored for the fingerprint of a schema. */
    @Test
    void documentationAndLogicalTypesDoNotChangeTheFingerprint() {
        String plain = "{\"type\": \"record\", \"name\": \"C\", \"fields\": [{\"name\": \"d\", \"type\": \"int\"}]}";
        String full =
                "{\"doc\": \"x\", \"type\": \"record\", \"name\": \"C\", \"aliases\": [\"D\"], \"fields\": [{\"name\": \"d\","
                        + " \"default\": 1, \"type\": {\"type\": \"int\", \"logicalType\": \"date\"}}]}";
        assertEquals(fingerprint(plain), fingerprint(full));
    }

    @Test
    void anInvalidLogicalTypeIsIgnoredAsTheSpecificationRequires() {
        for (String type : List.of(
                "{\"type\": \"string\", \"logicalType\": \"date\"}",
                "{\"type\": \"bytes\", \"logicalType\": \"decimal\"}",
                "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 2, \"scale\": 3}",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 11, \"logicalType\": \"duration\"}",
                "{\"type\": \"int\", \"logicalType\": \"colour\"}")) {
            AvroType.Structure record = (AvroType.Structure)
                    parse("{\"type\": \"record\", \"name\": \"C\", \"fields\": [{\"name\": \"x\", \"type\": " + type
                                    + "}]}")
                            .type();
            assertFalse(AvroType.describe(record.members().get(0).type()).contains("("), type);
        }
    }

    @Test
    void aDefaultThatContainsItselfIsAnErrorOfTheEncoder() {
        AvroSchema schema =
                parse("{\"type\": \"record\", \"name\": \"C\", \"fields\": [{\"name\": \"c\", \"type\": \"C\","
                        + " \"default\": {}}]}");
        JsonObject event = JsonParser.parseString("{}").getAsJsonObject();
        String message = assertThrows(IllegalArgumentException.class, () -> new JsonToAvro(schema).encode(event))
                .getMessage();
        assertTrue(message.contains("contains itself"), message);
    }

    /** A text that is changed at random is a schema or an error with a position; never another exception. */
    @Test
    void everyTextIsASchemaOrAnErrorWithAPosition() {
        int valid = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            Random random = new Random(seed);
            StringBuilder text =
                    new StringBuilder(new RandomAvro(seed % 100).record(2).toString());
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, "{}[]\",:a1-\\ \n".charAt(random.nextInt(13)));
                    default -> {
                        int end = Math.min(text.length(), at + random.nextInt(30));
                        text.insert(random.nextInt(text.length()), text.substring(at, end));
                    }
                }
            }
            try {
                AvroSchema schema = parse(text.toString());
                EventReader unused = EventReader.compile(schema, TestEvents.type("f0:STRING", "f1.f0:LONG"));
                assertFalse(schema.toString().isEmpty());
                valid++;
            } catch (ConfigurationException e) {
                e.problems().forEach(problem -> assertTrue(problem.position().isPresent(), problem.toString()));
            }
        }
        assertTrue(valid > MUTATIONS / 50 && valid < MUTATIONS / 2, valid + " of " + MUTATIONS + " are valid");
    }
}
