package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options {@code --filter}, {@code --env} and {@code --classpath}, which every command has. */
@ExtendWith(QuietFlux.class)
class FluxOptionsTest {
    private static final String FLUX = """
            name: own
            config:
              topology.workers: 1
              topology.kryo.register:
                - io.riskstream.event.Batch: io.riskstream.storm.BatchSerializer
            components:
              - id: drop
                className: com.example.DropAll
            spouts:
              - id: words
                className: org.apache.storm.testing.TestWordSpout
            bolts:
              - id: stages
                className: io.riskstream.storm.StageBolt
                constructorArgs:
                  - reflist: [drop]
            streams:
              - {from: words, to: stages, grouping: {type: SHUFFLE}}
            """;

    private static final String STAGE = """
            package com.example;

            public final class DropAll implements io.riskstream.stage.Stage {
                @Override
                public io.riskstream.stage.StageSpec spec() {
                    return io.riskstream.stage.StageSpec.named("drop-all").publishing().neverRejecting();
                }

                @Override
                public io.riskstream.stage.Outcome apply(io.riskstream.event.Event event) {
                    return io.riskstream.stage.Outcome.drop("all");
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path flux(String text) throws IOException {
        return Files.writeString(
                Files.createDirectories(directory.resolve("flux")).resolve("own.yaml"), text);
    }

    /** Compiles a stage of a user. */
    private Path classes() throws IOException {
        Path source = Files.writeString(
                Files.createDirectories(directory.resolve("src/com/example")).resolve("DropAll.java"), STAGE);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int exitCode = compiler.run(
                null,
                OutputStream.nullOutputStream(),
                null,
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
        assertEquals(0, exitCode);
        return classes;
    }

    private Path jar() throws IOException {
        Path jar = directory.resolve("own.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("com/example/DropAll.class"));
            out.write(Files.readAllBytes(classes().resolve("com/example/DropAll.class")));
        }
        return jar;
    }

    @Test
    void findsClassesOfTheUserInDirectoriesAndJars() throws IOException {
        String flux = flux(FLUX).toString();
        CommandLineRun without = CommandLineRun.of("check", flux);
        assertEquals(1, without.exitCode());
        assertTrue(
                without.out().contains("[class.unknown] no class 'com.example.DropAll' on the class path"),
                without.out());
        assertTrue(
                without.out().contains("if it is a class of your own, name its jar with --classpath"), without.out());

        CommandLineRun ofDirectory =
                CommandLineRun.of("check", flux, "--classpath", classes().toString());
        assertEquals(flux + ": nothing found\n", ofDirectory.out());
        CommandLineRun ofJar = CommandLineRun.of("check", "--classpath", jar().toString(), flux);
        assertEquals(flux + ": nothing found\n", ofJar.out());
    }

    @Test
    void appliesAPipelineWithClassesOfTheUser() throws IOException {
        String flux = flux(FLUX).toString();
        String classes = classes().toString();
        String event = Files.writeString(directory.resolve("event"), "{}").toString();
        CommandLineRun attempt = CommandLineRun.of("try", flux, "--event", event, "--classpath", classes);
        assertTrue(attempt.out().contains("dropped: all"), attempt.out() + attempt.err());
        CommandLineRun explained = CommandLineRun.of("explain", flux, "--event", event, "--classpath", classes);
        assertTrue(explained.out().contains("dropped by drop-all: all"), explained.out() + explained.err());
        CommandLineRun graph = CommandLineRun.of("graph", flux, "--classpath", classes);
        assertTrue(graph.out().contains("drop  DropAll"), graph.out());
        assertEquals(0, graph.exitCode());
        assertEquals(
                0, CommandLineRun.of("diff", flux, flux, "--classpath", classes).exitCode());
    }

    @Test
    void namesTheFileOfCasesThatAProjectLacks() throws IOException {
        Path schema = Files.writeString(
                directory.resolve("event.schema.json"),
                "{\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}}");
        String flux = flux(FLUX.replace(
                        "  - id: drop\n    className: com.example.DropAll",
                        "  - {id: drop, className: com.example.DropAll}\n"
                                + "  - {id: schema, className: io.riskstream.validate.EventSchema, constructorArgs: ["
                                + schema + "]}"))
                .toString();
        CommandLineRun test =
                CommandLineRun.of("test", flux, "--classpath", classes().toString());
        assertEquals(2, test.exitCode(), test.out() + test.err());
        assertEquals(
                flux + ": there is no " + directory.resolve("cases.yaml")
                        + "; write the first case there, or name a file of cases with --cases\n",
                test.err());
    }

    @Test
    void rejectsAMissingJar() throws IOException {
        CommandLineRun check = CommandLineRun.of("check", flux(FLUX).toString(), "--classpath", "none.jar");
        assertEquals(2, check.exitCode());
        assertEquals("--classpath: no such file or directory: none.jar\n", check.err());
    }

    @Test
    void namesTheNearestClassAndTheOptionForAClassOfAnUnknownPackage() throws IOException {
        String flux = flux(FLUX.replace("com.example.DropAll", "com.example.StageBolt"))
                .toString();
        String out = CommandLineRun.of("check", flux).out();
        assertTrue(
                out.contains(
                        "did you mean 'io.riskstream.storm.StageBolt'? Or, if it is a class of your own, name its jar with --classpath"),
                out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "graph", "diff"})
    void replacesEnvironmentVariablesInEveryCommand(String command) throws IOException {
        Map.Entry<String, String> variable = System.getenv().entrySet().stream()
                .filter(entry -> entry.getValue().matches("[A-Za-z0-9]+"))
                .min(Comparator.comparing(Map.Entry::getKey))
                .orElseThrow();
        String flux = flux(FLUX.replace("name: own", "name: own-${ENV-" + variable.getKey() + "}")
                        .replace("com.example.DropAll", "java.lang.Object")
                        .replace("[drop]", "[]"))
                .toString();
        List<String> arguments = command.equals("diff")
                ? List.of(command, flux, flux(FLUX).toString(), "--env")
                : List.of(command, flux, "--env");
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertTrue(!run.out().contains("ENV-") && !run.err().contains("ENV-"), run.out() + run.err());
        if (command.equals("graph")) {
            assertTrue(run.out().startsWith("own-" + variable.getValue() + " "), run.out());
        }
    }

    @Test
    void readsAPropertiesFileInTheEncodingOfFlux() throws IOException {
        String flux = flux(FLUX.replace("name: own", "name: \"${name}\"")).toString();
        Path filter = Files.write(
                directory.resolve("latin.properties"), "name=M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        CommandLineRun graph = CommandLineRun.of("graph", flux, "--filter", filter.toString());
        assertTrue(graph.out().startsWith("M\u00fcller "), graph.out() + graph.err());
        Path faulty = Files.writeString(directory.resolve("faulty.properties"), "name=\\u12");
        for (String command : List.of("graph", "check")) {
            CommandLineRun run = CommandLineRun.of(command, flux, "--filter", faulty.toString());
            assertEquals(2, run.exitCode());
            assertTrue(
                    run.err().endsWith(faulty + ": cannot be read as properties: Malformed \\uxxxx encoding.\n"),
                    run.err());
        }
    }
}
