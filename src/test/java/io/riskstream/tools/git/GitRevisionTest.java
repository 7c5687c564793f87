package io.riskstream.tools.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRevisionTest {
    @TempDir
    private Path repository;

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=test", "-c", "user.email=test@example"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), command.toString());
    }

    private static boolean hasGit() {
        try {
            Process process = new ProcessBuilder("git", "--version").start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void commitTwoVersions() throws IOException, InterruptedException {
        assumeTrue(hasGit(), "there is no git on this machine");
        git("init", "-q");
        Files.createDirectories(repository.resolve("cards"));
        Files.writeString(repository.resolve("cards/card.yaml"), "version: 1\n");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        Files.writeString(repository.resolve("cards/card.yaml"), "version: 2\n");
        git("commit", "-q", "-a", "-m", "two");
    }

    @Test
    void containsTheFilesOfTheRevisionAndIsDeletedAtTheEnd() throws IOException {
        Path root;
        try (GitRevision revision = GitRevision.extract("HEAD~1", repository)) {
            root = revision.root();
            assertEquals("version: 1\n", Files.readString(revision.file(Path.of("cards/card.yaml"))));
            assertEquals("version: 2\n", Files.readString(repository.resolve("cards/card.yaml")));
        }
        assertFalse(Files.exists(root));
    }

    @Test
    void pathsAreRelativeToTheWorkingDirectory() throws IOException {
        try (GitRevision revision = GitRevision.extract("HEAD", repository.resolve("cards"))) {
            assertTrue(Files.exists(revision.file(Path.of("card.yaml"))));
        }
    }

    @Test
    void anUnknownRevisionOrFileIsAnErrorThatNamesIt() throws IOException {
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> GitRevision.extract("nowhere", repository));
        assertTrue(unknown.getMessage().startsWith("revision nowhere: git cannot read it: "), unknown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> GitRevision.extract("--output=/tmp/x", repository));
        try (GitRevision revision = GitRevision.extract("HEAD", repository)) {
            for (String path : List.of("other.yaml", "../outside", "/etc/passwd")) {
                IllegalArgumentException absent =
                        assertThrows(IllegalArgumentException.class, () -> revision.file(Path.of(path)));
                assertTrue(absent.getMessage().startsWith("revision HEAD has no file '" + path), absent.getMessage());
            }
        }
    }
}
