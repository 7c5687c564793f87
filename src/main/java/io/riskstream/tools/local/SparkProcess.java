package io.riskstream.tools.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Spark companion in a process of its own, because Spark and Storm need different versions of Kryo. This class does not use Spark. It ends the process when it is
 * closed; a process whose parent dies ends too, because its standard input does.
 */
public final class SparkProcess implements AutoCloseable {
    /** The file with the class path of Spark, which the Maven profile {@code spark} writes beside the classes of the companion. */
    private static final Path CLASS_PATH = Path.of("target/spark.classpath");

    private static final Path CLASSES = Path.of("target/spark-classes");
    private static final Path OWN_CLASSES = Path.of("target/classes");
    /** The line that the companion prints when its queries have started. */
    private static final String STARTED = "started";

    private static final String MAIN = "io.riskstream.spark.SparkMain";

    /** What Spark's own launcher passes to a JVM; a test compares it. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    private final Process process;
    private final Path output;
    private final Path log;

    private SparkProcess(Process process, Path output, Path log) {
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /** True if the class path of Spark and the classes of the companion have been built. */
    public static boolean isBuilt() {
        return Files.exists(CLASS_PATH) && Files.exists(CLASSES.resolve(MAIN.replace('.', '/') + ".class"));
    }

    /** Deletes the checkpoint of an earlier run. */
    public static void deleteCheckpoint(Path checkpoint) {
        TemporaryDirectory.delete(checkpoint);
    }

    /** Returns the options of the JVM, without the class path. */
    static List<String> options() {
        List<String> options = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xmx1g"));
        OPENED.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        options.add("--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED");
        options.add("-Djdk.reflect.useDirectMethodHandle=false");
        options.add("-Dio.netty.tryReflectionSetAccessible=true");
        return options;
    }

    /**
     * Starts the companion from the classes that the Maven profile {@code spark} has compiled.
     *
     * @param directory the directory for its output and its log
     * @param arguments the arguments of the companion
     * @throws IllegalStateException if it is not compiled
     */
    public static SparkProcess start(Path directory, String... arguments) {
        if (!isBuilt()) {
            throw new IllegalStateException("Spark is not built; compile with the Maven profile 'spark'");
        }
        return start(List.of(CLASSES, OWN_CLASSES), libraries(), directory, arguments);
    }

    /** Returns the jars that a Spark process needs beside the companion's own classes. */
    static List<Path> libraries() {
        try {
            return Stream.of(Files.readString(CLASS_PATH).strip().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class path of Spark in " + CLASS_PATH, e);
        }
    }

    static SparkProcess start(List<Path> own, List<Path> libraries, Path directory, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        command.add("-cp");
        command.add(Stream.concat(own.stream(), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        command.addAll(List.of(arguments));
        Path output = directory.resolve("spark.out");
        Path log = directory.resolve("spark.log");
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(output);
            return new SparkProcess(
                    new ProcessBuilder(command)
                            .redirectOutput(output.toFile())
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    output,
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Spark: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the job has started.
     *
     * @return empty if it has; otherwise why not
     */
    public String awaitStarted(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (output().lines().noneMatch(STARTED::equals)) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                return "it ended with status " + process.exitValue() + ": " + lastLines();
            } else if (System.nanoTime() > end) {
                return "it has not started within " + time.toSeconds() + " s; its log is " + log;
            }
        }
        return "";
    }

    /**
     * Lets a job that runs until its input ends write what the topics contain, and waits for its end.
     *
     * @return what it has printed
     * @throws IllegalStateException if it does not end in time, or fails
     */
    public String finish(Duration time) throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return awaitEnd(time);
    }

    /**
     * Waits for the end of a command.
     *
     * @return what it has printed
     * @throws IllegalStateException if it does not end in time, or fails
     */
    public String awaitEnd(Duration time) throws InterruptedException {
        if (!process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("Spark has not ended within " + time.toSeconds() + " s; its log is " + log);
        } else if (process.exitValue() != 0) {
            throw new IllegalStateException("Spark ended with status " + process.exitValue() + ": " + lastLines());
        }
        return output();
    }

    private String output() {
        return read(output);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastLines() {
        List<String> lines = read(log).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /** True if the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the process if it runs, and returns when it has ended. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
