package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server in a process of its own, which a test can kill, freeze and start again. Its output is appended to one file. Thread-safe. */
public final class ServerProcess {
    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path output;
    private Process process;

    /**
     * Describes a server; {@link #start} starts it.
     *
     * @param environment variables that are added to those of this process
     * @param output the file for its output
     */
    public ServerProcess(String name, List<String> command, Map<String, String> environment, Path output) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.output = output;
    }

    /** Describes a server in Java, with the class path of this process and 384 MB of memory. */
    public static ServerProcess ofJava(String name, Class<?> main, String argument, Path output) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile="
                        + Path.of("src/test/resources/log4j2-test.xml").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument);
        return new ServerProcess(name, command, Map.of(), output);
    }

    /** Starts the process. Kills it first if it is running. */
    public synchronized void start() {
        kill();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + command, e);
        }
    }

    /** Kills the process with SIGKILL, and returns when it has ended. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
            process = null;
        }
    }

    /** Suspends the process: its connections stay open and get no replies. */
    public synchronized void freeze() {
        Signals.freeze(handle());
    }

    /** Resumes a suspended process. */
    public synchronized void thaw() {
        Signals.thaw(handle());
    }

    private ProcessHandle handle() {
        if (process == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return process.toHandle();
    }

    /**
     * Fails if the process was started and has ended by itself.
     *
     * @throws IllegalStateException with its exit status and the file of its output
     */
    public synchronized void requireAlive() {
        if (process != null && !process.isAlive()) {
            throw new IllegalStateException(
                    name + " ended with status " + process.exitValue() + "; its output is in " + output);
        }
    }

    /** True if the process runs; a suspended process runs too. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }
}
