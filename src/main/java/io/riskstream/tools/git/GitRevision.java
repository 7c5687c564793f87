package io.riskstream.tools.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files of a git revision, in a temporary directory that has the layout of the working directory. The repository and its working tree stay as they are.
 * Needs the command {@code git} on the path.
 */
public final class GitRevision implements AutoCloseable {
    private final String revision;
    private final Path root;

    private GitRevision(String revision, Path root) {
        this.revision = revision;
        this.root = root;
    }

    /**
     * Extracts all files of a revision that are below the working directory.
     *
     * @param revision what git accepts, such as {@code HEAD~1}, a tag or a hash
     * @throws IllegalArgumentException if there is no git, no repository or no such revision
     */
    public static GitRevision extract(String revision) throws IOException {
        return extract(revision, Path.of(""));
    }

    static GitRevision extract(String revision, Path directory) throws IOException {
        if (revision.isEmpty() || revision.startsWith("-")) {
            throw new IllegalArgumentException("'" + revision + "' is no git revision");
        }
        byte[] archive = run(directory, revision, List.of("archive", "--format=zip", "-0", revision));
        Path root = Files.createTempDirectory("riskstream-revision-");
        GitRevision extracted = new GitRevision(revision, root);
        try {
            extracted.unpack(archive);
        } catch (IOException | RuntimeException e) {
            extracted.close();
            throw e;
        }
        return extracted;
    }

    private static byte[] run(Path directory, String revision, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toAbsolutePath().toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "revision " + revision + ": the command git cannot be started: " + e.getMessage()
                            + "; install git, or name a file instead of a revision",
                    e);
        }
        process.getOutputStream().close();
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        byte[] output = process.getInputStream().readAllBytes();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalArgumentException("revision " + revision + ": git cannot read it: "
                        + errors.join().strip().replaceAll("\\s+", " "));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git reads revision " + revision, e);
        }
        return output;
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void unpack(byte[] archive) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = root.resolve(entry.getName()).normalize();
                if (!target.startsWith(root)) {
                    throw new IOException("revision " + revision + ": a path leads out of the repository");
                } else if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }

    /** Returns the revision as given. */
    public String revision() {
        return revision;
    }

    /** Returns the temporary directory. */
    public Path root() {
        return root;
    }

    /**
     * Returns the path of a file of the revision.
     *
     * @param file its path in the working directory, relative
     * @throws IllegalArgumentException if the revision does not have the file
     */
    public Path file(Path file) {
        Path extracted = root.resolve(file).normalize();
        if (file.isAbsolute() || !extracted.startsWith(root) || !Files.isRegularFile(extracted)) {
            throw new IllegalArgumentException("revision " + revision + " has no file '" + file
                    + "'; expected a path relative to the working directory");
        }
        return extracted;
    }

    /** Deletes the temporary directory. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
