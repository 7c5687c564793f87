package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory for one server's files, deleted with all that is in it. */
final class TemporaryDirectory implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Path path;

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    /** Makes a directory that names the server and this process: {@code riskstream-kafka-4711-...}. */
    static TemporaryDirectory create(String server) {
        String prefix = "riskstream-" + server + "-" + ProcessHandle.current().pid() + "-";
        try {
            return new TemporaryDirectory(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a temporary directory for " + server, e);
        }
    }

    Path path() {
        return path;
    }

    /** Deletes the directory. What cannot be deleted is left to the system: a server's last thread may still be writing. */
    @Override
    public void close() {
        delete(path);
    }

    /** Deletes a directory with all that is in it, as far as it can; links are not followed. */
    static void delete(Path directory) {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
            try {
                Files.walkFileTree(directory, new Delete());
            } catch (IOException busy) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Delete extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException ignored) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
