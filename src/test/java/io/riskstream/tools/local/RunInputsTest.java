package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The inputs of a run of a pipeline that this project does not ship. */
@ExtendWith(QuietFlux.class)
class RunInputsTest {
    private static final String FLUX = """
            name: own
            config:
              topology.workers: 1
            components:
              - id: kafka
                className: io.riskstream.connect.kafka.Kafka
                constructorArgs:
                  - bootstrap.servers: "${kafka.bootstrap.servers}"
              - id: schema
                className: io.riskstream.validate.EventSchema
                constructorArgs:
                  - DIRECTORY/event.schema.json
              - id: claim
                className: io.riskstream.event.EventType
                constructorArgs:
                  - reflist: [schema]
              - id: parse-json
                className: io.riskstream.parse.ParseJson
                constructorArgs:
                  - ref: claim
                  - id: id
              - id: publish-dead-letter
                className: io.riskstream.publish.PublishDeadLetter
                constructorArgs:
                  - ref: kafka
                  - topic: dead
            spouts:
              - id: claims
                className: io.riskstream.storm.spout.BatchSpout
                constructorArgs:
                  - ref: kafka
                  - topic: claims
                    group: own
            bolts:
              - id: all
                className: io.riskstream.storm.StageBolt
                constructorArgs:
                  - reflist: [parse-json, publish-dead-letter]
            streams:
              - {from: claims, to: all, grouping: {type: LOCAL_OR_SHUFFLE}}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeSchema() throws IOException {
        Files.writeString(
                directory.resolve("event.schema.json"),
                "{\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}}");
    }

    private LocalRun.Settings settings(String flux, Optional<Path> references) throws IOException {
        return new LocalRun.Settings(
                Files.writeString(directory.resolve("own.yaml"), flux.replace("DIRECTORY", directory.toString())),
                Runs.local(),
                Optional.of(Files.writeString(directory.resolve("claims.jsonl"), "{\"id\": \"a\"}\n")),
                InputOptions.NONE,
                references,
                10,
                0,
                1,
                directory.resolve("out"),
                Duration.ofSeconds(1),
                false);
    }

    private static RunInputs read(LocalRun.Settings settings) throws IOException {
        return RunInputs.read(Pipeline.read(settings.flux(), settings.properties()), settings);
    }

    @Test
    void needsOnlyTheEventsOfAPipelineWithoutLookups() throws IOException {
        RunInputs inputs = read(settings(FLUX, Optional.empty()));
        assertEquals(List.of(), inputs.references());
        assertEquals(List.of(), inputs.referenceSources());
        assertFalse(inputs.usesRedis());
        assertTrue(inputs.events().hasNext());
    }

    @Test
    void rejectsReferencesOfAPipelineWithoutLookups() throws IOException {
        LocalRun.Settings settings = settings(FLUX, Optional.of(directory));
        assertEquals(
                "--references: " + settings.flux() + " has no look-ups",
                assertThrows(IllegalArgumentException.class, () -> read(settings))
                        .getMessage());
    }

    @Test
    void saysThatLookupsWithoutAReferencesFileFindNoRecord() throws IOException {
        String lookup = """
                  - id: redis
                    className: io.riskstream.connect.redis.Redis
                    constructorArgs:
                      - host: "${redis.host}"
                  - id: county
                    className: io.riskstream.enrich.Lookup
                    constructorArgs:
                      - name: county
                        key: "county:{id}"
                        fields: {density: double}
                spouts:
                """.indent(0);
        RunInputs inputs = read(settings(FLUX.replace("spouts:\n", lookup), Optional.empty()));
        assertEquals(
                List.of("no references.yaml beside the event schema, so the look-ups find no record"),
                inputs.referenceSources());
        assertTrue(inputs.usesRedis());
    }

    @Test
    void rejectsAnAddressThatARunCannotReplace() throws IOException {
        String literal = FLUX.replace("${kafka.bootstrap.servers}", "broker.example.com:9092");
        LocalRun run = new LocalRun(
                settings(literal, Optional.empty()), new PrintStream(PrintStream.nullOutputStream()), false);
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, run::run);
        assertTrue(
                failure.getMessage()
                        .endsWith(
                                "the address broker.example.com:9092 is fixed, but `run` starts servers of its own and sets their addresses as properties; write ${kafka.bootstrap.servers} instead"),
                failure.getMessage());
    }
}
