package io.riskstream.tools.flux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.Lookup;
import io.riskstream.storm.spout.TopicSpout;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.storm.flux.parser.FluxParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(QuietFlux.class)
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

    /** Returns the message, without the path, about the flood pipeline after a replacement. */
    private String message(String from, String to) throws IOException {
        String text = FluxFiles.inlined(FLOOD);
        assertTrue(text.contains(from), from);
        Path file = directory.resolve("changed.yaml");
        Files.writeString(
                file,
                text.replaceFirst(java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to)));
        String message = assertThrows(FluxFileException.class, () -> Pipeline.read(file, local()))
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length());
    }

    private static int line(String text) throws IOException {
        List<String> lines = FluxFiles.inlined(FLOOD).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line with " + text);
    }

    @Test
    void readsTheShippedPipelines() throws IOException {
        for (String name : List.of(
                "flood-claims", "flood-claims-fused", "flood-claims-spout", "auto-claims", "auto-claims-fused")) {
            Pipeline pipeline = Pipeline.read(Path.of("flux/" + name + ".yaml"), local());
            assertEquals(name, pipeline.name());
            assertEquals(Path.of("topologies/" + name.replaceFirst("-(fused|spout)$", "")), pipeline.knowledge());
            assertEquals(1, pipeline.spouts(TopicSpout.class).size());
            assertEquals(4, pipeline.components(Lookup.class).size());
            assertEquals(
                    List.of("parse", "validate", "enrich", "history", "score", "publish", "dead-letters"),
                    pipeline.stages().map(stage -> stage.spec().name()).toList());
        }
    }

    @Test
    void mergesAProfileAsFluxDoes() throws IOException {
        for (String name : List.of("flood-claims-fused", "bench-claims")) {
            String file = "flux/" + name + ".yaml";
            assertEquals(
                    FluxParser.parseFile(file, false, true, local(), false).getConfig(),
                    Pipeline.read(Path.of(file), local()).configuration());
        }
    }

    @Test
    void theJarContainsWhatTheShippedPipelinesInclude() throws IOException {
        try (Stream<Path> flux = Files.list(Path.of("flux"))) {
            for (Path file :
                    flux.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                FluxModel model = FluxModel.read(file, Substitution.by(local()));
                for (FluxModel.Included included : model.included()) {
                    assertEquals(
                            "true",
                            included.node().get("resource").orElseThrow().text(),
                            file + " can be submitted only from this directory");
                }
            }
        }
    }

    @Test
    void rejectsAnUnknownKeyWithItsPosition() throws IOException {
        assertEquals(
                ":1:1: error [yaml.key] unknown key 'nmae'; did you mean 'name'?",
                message("# Flood claims:", "nmae: flood-claims\n# Flood claims:"));
    }

    @Test
    void rejectsAnUnknownOptionWithTheMessageOfTheClass() throws IOException {
        assertEquals(
                ":" + line("- id: disaster")
                        + ":9: component 'disaster': look-up 'disaster': unknown option 'onMis'; did you mean 'onMiss'?",
                message("onMiss: DEFAULT", "onMis: DEFAULT"));
    }

    @Test
    void rejectsAReferenceToAnUndeclaredComponent() throws IOException {
        String message = message("- ref: redis", "- ref: reddis");
        assertTrue(message.contains("refers to a component that is not declared"), message);
    }

    @Test
    void rejectsASecretWithoutShowingIt() throws IOException {
        String message = message("password: \"${redis.password}\"", "password: \"hunter2\"");
        assertTrue(message.contains("component 'redis'") && message.contains("env:NAME"), message);
        assertTrue(!message.contains("hunter2"), message);
    }
}
