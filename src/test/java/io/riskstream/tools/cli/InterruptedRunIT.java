package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C in a terminal: SIGINT to the process group of {@code run}, which contains its Redis. */
@Tag("api")
@EnabledOnOs(value = OS.LINUX, disabledReason = "setsid, which makes a process group, is a command of Linux")
class InterruptedRunIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** 128 and the number of SIGINT. */
    private static final int INTERRUPTED = 130;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"--serve 0, 50, Ctrl-C ends them", "--serve 0, 100000, page: http", "--rate 100, 100000, page: http"})
    void everythingEndsAndNoFileRemains(String option, int events, String until) throws Exception {
        Path files = Files.createDirectory(directory.resolve("tmp"));
        Path output = directory.resolve("output");
        Process run = start(files, output, option.split(" "), events);
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !run.isAlive() || text(output).contains(until));
            assertTrue(run.isAlive(), () -> "it has ended: " + text(output));
            assertFalse(listed(files).isEmpty(), "the servers have no files there");
            List<ProcessHandle> servers = run.descendants().toList();
            assertFalse(servers.isEmpty(), "Redis is a process of its own");

            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", "--", "-" + run.pid())
                            .start()
                            .waitFor());

            assertTrue(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> "it does not end: " + text(output));
            assertEquals(INTERRUPTED, run.exitValue(), () -> text(output));
            assertFalse(text(output).contains("\tat ") || text(output).contains("Exception"), () -> text(output));
            assertTrue(servers.stream().noneMatch(ProcessHandle::isAlive), "a server is still running");
            assertEquals(List.of(), listed(files));
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }
    }

    private Process start(Path files, Path output, String[] option, int events) throws IOException {
        return new ProcessBuilder(
                        "setsid",
                        // a shell starts its background jobs with SIGINT ignored, which their children inherit
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + files,
                        "-Dlog4j2.configurationFile=conf/logging.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "flux/flood-claims-fused.yaml",
                        option[0],
                        option[1],
                        "--events",
                        String.valueOf(events),
                        "--output",
                        directory.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the files of servers: the directory with the locks of ports belongs to all processes of a user, and stays. */
    private static List<String> listed(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("riskstream-ports-"))
                    .sorted()
                    .toList();
        }
    }
}
