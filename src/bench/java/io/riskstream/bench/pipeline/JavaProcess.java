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

/** A separate JVM with this JVM's class path. It must end when its standard input is closed: see {@link #awaitParentsEnd}. */
final class JavaProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

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
     * @param name the name in messages
     * @param main the class with the {@code main} method
     * @param directory the directory for its temporary files
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

    /** Blocks until the parent has ended or closes this JVM; for the main method of such a JVM. */
    static void awaitParentsEnd() {
        try {
            while (System.in.read() >= 0) {
                // the content has no meaning
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends this JVM when {@link #awaitParentsEnd} returns; for a thread of such a JVM. */
    static void endWithParent() {
        awaitParentsEnd();
        System.exit(0);
    }

    /** Returns the next line of its output. */
    String readLine() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException(name + " ended without output");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the CPU time of all its threads; on Linux in steps of 10 ms.
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

    /** Returns the handle of the process. */
    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
