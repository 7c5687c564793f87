package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.connect.registry.RegistryServer;
import io.riskstream.event.EventType;
import io.riskstream.parse.ParseAvro;
import io.riskstream.validate.EventSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs a pipeline that reads Avro in Confluent's wire format, with a real Kafka and a stand-in for the schema registry. */
@ExtendWith(LocalServers.class)
class AvroPipelineIT {
    private static final Path RESOURCES = Path.of("src/test/resources/avro");
    private static final int SCHEMA_ID = 17;
    private static final String CLAIM = """
            {"id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "lossDate": "2024-05-01", "reported": "2024-05-02T08:30:00Z", "cause": "HAIL",
             "amount": 7350.40, "policy": {"number": "P-1", "months": 1}, "lines": [{"part": "door", "amount": 67.35}]}
            """;

    @TempDir
    private Path directory;

    /** Returns a claim as a sender of Confluent's serializer writes it. */
    private static byte[] record() {
        EventType type = new EventType(
                List.of(new EventSchema(RESOURCES.resolve("event.schema.json").toString())));
        ParseAvro parser = new ParseAvro(
                type, Map.of("schema", RESOURCES.resolve("claim.avsc").toString(), "framing", "NONE"));
        byte[] value = parser.jsonEncoder().orElseThrow().apply(CLAIM.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(5 + value.length)
                .put((byte) 0)
                .putInt(SCHEMA_ID)
                .put(value)
                .array();
    }

    @Test
    void anEventWaitsForItsSchemaWhileTheRegistryFails(LocalStorm storm) throws IOException {
        JsonObject answer = new JsonObject();
        answer.addProperty("schema", Files.readString(RESOURCES.resolve("claim.avsc")));
        try (RegistryServer registry = RegistryServer.start()
                        .with("/schemas/ids/" + SCHEMA_ID, answer.toString())
                        .failingFirst(3);
                EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            String flux = Files.readString(RESOURCES.resolve("motor-claims.yaml"))
                    .replace("http://localhost:8081", "http://localhost:" + registry.port())
                    .replace("        user: reader\n        password: env:REGISTRY_PASSWORD\n", "")
                    .replace("      - schema: src/test/resources/avro/claim.avsc\n        id: id", "      - id: id");
            Path file = Files.writeString(directory.resolve("motor-claims.yaml"), flux);
            Path input = Files.write(directory.resolve("claim.bin"), record());
            RunSummary summary = Runs.silent(Runs.from(file, input, directory)).run(kafka, redis, storm);
            assertEquals(0, summary.lost(), summary.toJson());
            assertEquals(1, summary.scored(), summary.toJson());
            assertEquals(4, registry.requests().size());
        }
        String score = Runs.lines(directory, "scores.jsonl").get(0);
        JsonObject event = JsonParser.parseString(score).getAsJsonObject();
        assertEquals("review", event.get("decision").getAsString());
        assertTrue(score.contains("\"lines\":[{\"part\":\"door\",\"amount\":67.35}]"), score);
    }
}
