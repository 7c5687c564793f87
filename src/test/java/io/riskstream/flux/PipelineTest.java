package io.riskstream.flux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.Lookup;
import io.riskstream.storm.EventSpout;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    private static final Path FLOOD = Path.of("flux/flood-claims.yaml");

    @TempDir
    private Path directory;

    private static Properties local() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        return properties;
    }

    /** What is said of the flood pipeline with one text in it replaced; the file's path is cut off. */
    private String fault(String from, String to) throws IOException {
        String text = Files.readString(FLOOD);
        assertTrue(text.contains(from), from);
        Path file = directory.resolve("changed.yaml");
        Files.writeString(
                file,
                text.replaceFirst(java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to)));
        String message = assertThrows(FluxFault.class, () -> Pipeline.read(file, local()))
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length());
    }

    private static int line(String text) throws IOException {
        List<String> lines = Files.readAllLines(FLOOD);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line with " + text);
    }

    /** The first line with this text after one with that. */
    private static int line(String text, String after) throws IOException {
        List<String> lines = Files.readAllLines(FLOOD);
        int from = lines.indexOf(after);
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line with " + text);
    }

    @Test
    void readsTheShippedPipelinesWithAllTheirParts() throws IOException {
        for (String name : List.of("flood-claims", "flood-claims-fused", "auto-claims", "auto-claims-fused")) {
            Pipeline pipeline = Pipeline.read(Path.of("flux/" + name + ".yaml"), local());
            assertEquals(name, pipeline.name());
            assertEquals(Path.of("topologies/" + name.replace("-fused", "")), pipeline.knowledge());
            assertEquals(1, pipeline.spouts(EventSpout.class).size());
            assertEquals(4, pipeline.components(Lookup.class).size());
            assertEquals(
                    List.of("parse", "validate", "enrich", "score", "publish", "dead-letters"),
                    pipeline.stages().map(stage -> stage.spec().name()).toList());
        }
    }

    @Test
    void anUnknownOptionIsNamedWithItsPlaceAndTheNearestRightWord() throws IOException {
        assertEquals(
                ":" + line("- id: disaster")
                        + ": component 'disaster': lookup 'disaster': unknown option 'onMis'; did you mean 'onMiss'?",
                fault("onMiss: DEFAULT", "onMis: DEFAULT"));
        assertEquals(
                ":" + line("- id: disaster")
                        + ": component 'disaster': lookup 'disaster': option 'onMiss' cannot be 'DEFUALT'; did you mean 'DEFAULT'?",
                fault("onMiss: DEFAULT", "onMiss: DEFUALT"));
        assertEquals(
                ":" + line("- id: claims")
                        + ": spout 'claims': event spout: unknown option 'gruop'; did you mean 'group'?; and option 'group' is missing: the consumer group that offsets are committed for",
                fault("group: riskstream", "gruop: riskstream"));
        assertEquals(
                ":" + line("- id: kafka")
                        + ": component 'kafka': kafka: unknown property 'bootstrap.server'; did you mean 'bootstrap.servers'?; and property 'bootstrap.servers' is missing: host:port of one or more brokers, separated by commas",
                fault("- bootstrap.servers:", "- bootstrap.server:"));
    }

    @Test
    void aFieldThatNobodyProvidesIsNamedWithTheNearest() throws IOException {
        String message = fault("county:{countyCode}", "county:{countyCod}");
        assertTrue(
                message.contains("component 'enrich-claim'")
                        && message.contains("no field 'countyCod'")
                        && message.contains("did you mean 'countyCode'?"),
                message);
    }

    @Test
    void whatFluxTakesSilentlyIsRefused() throws IOException {
        assertEquals(
                ":" + line("- id: enrich-claim")
                        + ": component 'enrich-claim': no component 'histroy' is declared above it; did you mean 'history'?",
                fault(
                        "      - ref: redis\n      - reflist: [county, disaster, market, history]",
                        "      - ref: redis\n      - reflist: [county, disaster, market, histroy]"));
        assertEquals(
                ":" + line("to: validate,")
                        + ": a stream goes to 'valdate', which is no bolt; did you mean 'validate'?",
                fault("to: validate", "to: valdate"));
        assertEquals(
                ":" + line("\"${redis.host}\"")
                        + ": no property 'redis.hots' in the filter file; did you mean 'redis.host'?",
                fault("${redis.host}", "${redis.hots}"));
        assertEquals(
                ":" + line("- id: parse-json")
                        + ": component 'parse-json': no class 'io.riskstream.parse.ParseJsn' on the class path",
                fault("io.riskstream.parse.ParseJson", "io.riskstream.parse.ParseJsn"));
    }

    @Test
    void aWayOutThatNobodyWatchesIsRefused() throws IOException {
        String rejected = fault(
                "  - {from: enrich, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}\n", "");
        assertTrue(
                rejected.startsWith(
                        ":" + line("- id: enrich", "bolts:") + ": bolt 'enrich': nothing takes its stream 'rejected'"),
                rejected);
    }

    @Test
    void aLookupThatNoStageServesIsRefused() throws IOException {
        String message = fault(
                "- ref: redis\n      - reflist: [county, disaster, market, history]",
                "- ref: redis\n      - reflist: [county, disaster, market]");
        assertTrue(message.contains("no stage of any bolt adds field 'history.claims_10y'"), message);
    }

    @Test
    void anIdThatIsUsedTwiceIsRefused() throws IOException {
        assertEquals(
                ":" + line("- id: market") + ": id 'county' is used in line " + line("- id: county") + " already",
                fault("- id: market", "- id: county"));
    }

    @Test
    void aPipelineWithoutAckersIsRefused() throws IOException {
        String message = fault("topology.acker.executors: 1", "topology.acker.executors: 0");
        assertTrue(
                message.startsWith(":" + line("topology.acker.executors") + ": with topology.acker.executors 0"),
                message);
    }

    @Test
    void aMistakeInTheYamlItselfHasItsLine() throws IOException {
        String message = fault("name: flood-claims\n", "name: flood-claims\nnmae: flood-claims\n");
        assertTrue(message.contains("nmae"), message);
        assertTrue(message.matches("(?s):\\d+: .*"), message);
    }

    @Test
    void aSecretWrittenOutIsRefusedAndNotShown() throws IOException {
        String message = fault("password: \"${redis.password}\"", "password: \"hunter2\"");
        assertTrue(message.contains("component 'redis'") && message.contains("env:NAME"), message);
        assertTrue(!message.contains("hunter2"), message);
    }
}
