package io.riskstream.bench.pipeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, on this JVM's class path. It is to end when its standard input does: see {@link #awaitParentsEnd}. */
final class JavaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final BufferedReader output;

    private JavaProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a JVM.
     *
     * @param name what messages call it
     * @param main the class whose {@code main} it runs
     * @param directory where it puts its temporary files
     */
    static JavaProcess start(String name, List<String> flags, String main, List<String> arguments, Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        try {
            return new JavaProcess(
                    name,
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the main method of such a JVM: blocks until the parent is gone, or wants it gone. */
    static void awaitParentsEnd() {
        try {
            while (System.in.read() >= 0) {
                // nothing is told
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a thread of such a JVM: as {@link #awaitParentsEnd}, and ends this JVM then. */
    static void endWithParent() {
        awaitParentsEnd();
        System.exit(0);
    }

    /** The next line of its output. */
    String readLine() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException(name + " ended without a word");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The processor time it has used, all its threads together, in steps of 10 ms on Linux.
     *
     * @throws IllegalStateException if it has ended
     */
    Duration cpu() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .filter(used -> process.isAlive())
                .orElseThrow(() -> new IllegalStateException(name + " ended before its work did"));
    }

    /** For what else is to be asked of it. */
    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
