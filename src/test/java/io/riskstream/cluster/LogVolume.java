package io.riskstream.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory, mounted on the directory of the workers' logs, so that a test can fill it. Its content is lost with {@link #close}. */
final class LogVolume implements AutoCloseable {
    private static final String SIZE = "48m";

    private final Path directory;
    private final Thread atExit = new Thread(this::unmount, "unmount-logs");

    private LogVolume(Path directory) {
        this.directory = directory;
    }

    /** True if this process may mount a file system. */
    static boolean isPossible() {
        try {
            Path probe = Files.createTempDirectory("riskstream-mount-");
            try {
                boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", probe.toString());
                return mounted && run("umount", probe.toString());
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Mounts a volume on a directory, which is created if it does not exist. */
    static LogVolume mount(Path directory) {
        try {
            Files.createDirectories(directory);
            if (!run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString())) {
                throw new IllegalStateException("cannot mount a volume on " + directory);
            }
            LogVolume volume = new LogVolume(directory);
            Runtime.getRuntime().addShutdownHook(volume.atExit);
            return volume;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot mount a volume on " + directory, e);
        }
    }

    /** Writes a file that takes all space that is left, and returns it. */
    Path fill() throws IOException {
        Path file = directory.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (directory.toFile().getUsableSpace() > 0) {
                out.write(block);
            }
        } catch (IOException full) {
            // a worker has taken the last block
        }
        return file;
    }

    private static boolean run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void unmount() {
        try {
            run("umount", "-l", directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unmount " + directory, e);
        }
    }

    @Override
    public void close() {
        unmount();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyExiting) {
            // the hook is already running
        }
    }
}
