package io.riskstream.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program in a container image, which {@code conf/docker/start} runs on this machine as a cluster would. */
final class ImageProcess implements AutoCloseable {
    private static final Path OUT = Path.of("target", "docker");

    private final String name;
    private final Path output;
    private final Process process;

    private ImageProcess(String name, Path output, Process process) {
        this.name = name;
        this.output = output;
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param image {@code storm} or {@code api}
     * @param name names the file of its output, {@code target/docker/NAME.out}
     * @param options those of {@code conf/docker/start}
     * @param arguments those of the image's entry point
     */
    static ImageProcess start(String image, String name, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of("conf/docker/start"));
        command.addAll(options);
        command.add("localhost/riskstream/" + image + ":" + tag());
        command.addAll(List.of(arguments));
        Path output = OUT.resolve(name + ".out");
        try {
            return new ImageProcess(
                    name,
                    output,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the version of the images that {@code conf/docker/build} has built. */
    static String tag() {
        return text(OUT.resolve("tag")).strip();
    }

    /** Returns the output so far. */
    String output() {
        return text(output);
    }

    /** Fails if the program has ended. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + output());
        }
    }

    /** Waits for the end. */
    int exitCode(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " runs for more than " + seconds + " s:\n" + output());
        }
        return process.exitValue();
    }

    /** Returns the process in the container whose command line matches. */
    Optional<ProcessHandle> program(String commandLine) {
        Pattern pattern = Pattern.compile(commandLine);
        return programs(pattern).stream().findFirst();
    }

    List<ProcessHandle> programs(Pattern commandLine) {
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            return descendants
                    .filter(ProcessHandle::isAlive)
                    .filter(handle ->
                            commandLine.matcher(commandLine(handle.pid())).find())
                    .filter(handle -> !commandLine(handle.pid()).startsWith("unshare"))
                    .toList();
        }
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Returns the fields of the kernel's status of a process, such as {@code Uid}. */
    static Map<String, String> status(ProcessHandle handle) {
        return text(Path.of("/proc", String.valueOf(handle.pid()), "status"))
                .lines()
                .filter(line -> line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip().replace('\t', ' ')));
    }

    /** Returns the mount points that a process can write to, of file systems that keep data. */
    static List<String> writable(ProcessHandle handle) {
        return text(Path.of("/proc", String.valueOf(handle.pid()), "mounts"))
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(mount -> !mount[3].startsWith("ro") && !mount[1].matches("/(dev|proc|sys).*"))
                .map(mount -> mount[1])
                .sorted()
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program as Kubernetes does, with SIGTERM, and with SIGKILL after 20 s. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
