package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StormProcessesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;

    private static Path jar;
    private static StormProcesses storm;

    @BeforeAll
    static void start() throws IOException {
        jar = jar(folder);
        storm = StormProcesses.start("processes-it");
    }

    @AfterAll
    static void close() {
        storm.close();
    }

    @Test
    void replacesAKilledWorker() {
        assertEquals(List.of(), storm.topologies());
        String printed = storm.submit(
                "topology.version=1.0-flood-2-0add4bbb", jar, CountingTopology.class.getName(), "counting", "2");
        assertEquals("1.0-flood-2-0add4bbb", storm.version("counting"));
        assertTrue(printed.contains("submitted counting"), printed);
        assertEquals(List.of("counting"), storm.topologies());
        await("all executors").atMost(PATIENCE).until(() -> storm.isRunning("counting"));
        assertEquals(2, storm.workers("counting").size());

        ProcessHandle killed = storm.workers("counting").get(0);
        killed.destroyForcibly();
        await("another worker in its place").atMost(PATIENCE).until(() -> {
            List<ProcessHandle> now = storm.workers("counting");
            return now.size() == 2 && !now.contains(killed);
        });
        storm.kill("counting");
        assertEquals(List.of(), storm.topologies());
        assertEquals(List.of(), storm.workers("counting"));
    }

    @Test
    void endsItsWorkersWhenItIsClosed() {
        List<ProcessHandle> workers;
        try (StormProcesses other = StormProcesses.start("processes-closed-it", 1, "-Xmx128m")) {
            other.submit(jar, CountingTopology.class.getName(), "left", "1");
            await().atMost(PATIENCE).until(() -> other.workers("left").size() == 1);
            workers = other.workers("left");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void reportsTheOutputOfAFailedSubmission() {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> storm.submit(jar, "no.such.Main"));
        assertTrue(refused.getMessage().contains("no.such.Main"), refused.getMessage());
        assertTrue(refused.getMessage().contains("ClassNotFoundException"), refused.getMessage());
    }

    private static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve("counting.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Class<?> type :
                    List.of(CountingTopology.class, CountingTopology.Numbers.class, CountingTopology.Seen.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return jar;
    }
}
