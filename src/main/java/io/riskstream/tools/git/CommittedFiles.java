package io.riskstream.tools.git;

import io.riskstream.text.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The last committed versions of files in a git repository. Each file is read once, since that starts a process. Safe for many threads. */
public final class CommittedFiles {
    private static final long TIMEOUT_SECONDS = 5;

    private final Map<Path, Optional<SourceFile>> known = new ConcurrentHashMap<>();

    /** Returns the file as the last commit has it, also one that was removed since then; empty if there is no git, no repository, or no such file in it. */
    public Optional<SourceFile> find(String name) {
        return known.computeIfAbsent(Path.of(name).toAbsolutePath(), path -> read(name, path));
    }

    private static Optional<SourceFile> read(String name, Path path) {
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return Optional.empty();
        }
        ProcessBuilder git = new ProcessBuilder("git", "show", "HEAD:./" + path.getFileName())
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = git.start();
            process.getOutputStream().close();
            byte[] text = process.getInputStream().readAllBytes();
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return ended && process.exitValue() == 0
                    ? Optional.of(new SourceFile(name, new String(text, StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // git is not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
