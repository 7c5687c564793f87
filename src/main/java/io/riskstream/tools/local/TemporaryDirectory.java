package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A temporary directory for the files of one server, which is deleted with its content on close, or when this JVM ends. */
final class TemporaryDirectory implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Path path;
    private final Runnable atExit = this::delete;

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    /** Creates a directory with the server and this process in its name: {@code riskstream-kafka-4711-...}. */
    static TemporaryDirectory create(String server) {
        String prefix = "riskstream-" + server + "-" + ProcessHandle.current().pid() + "-";
        try {
            TemporaryDirectory directory = new TemporaryDirectory(Files.createTempDirectory(prefix));
            ExitTasks.add(directory.atExit);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a temporary directory for " + server, e);
        }
    }

    Path path() {
        return path;
    }

    /** Deletes the directory. Files that cannot be deleted remain: a server's last thread may still be writing. */
    @Override
    public void close() {
        delete();
        ExitTasks.remove(atExit);
    }

    private void delete() {
        delete(path);
    }

    /** Deletes a directory with its content as far as possible. Does not follow links. */
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
