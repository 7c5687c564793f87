package io.riskstream.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    private Path directory;

    @Test
    void readsAnEnvironmentVariable() {
        assertEquals(System.getenv("PATH"), new Secret("env:PATH").resolve());
    }

    @Test
    void readsAFileAtEachCallWithoutItsLineEnd() throws IOException {
        Path file = directory.resolve("key");
        Files.writeString(file, "hun ter2\r\n");
        Secret secret = new Secret("file:" + file);
        assertEquals("hun ter2", secret.resolve());
        Files.writeString(file, "changed\n");
        assertEquals("changed", secret.resolve());
    }

    @Test
    void reportsAMissingVariableOrFile() {
        String message = assertThrows(IllegalStateException.class, () -> new Secret("env:NO_SUCH_VARIABLE_1").resolve())
                .getMessage();
        assertEquals(
                "secret env:NO_SUCH_VARIABLE_1: no environment variable NO_SUCH_VARIABLE_1 on this worker", message);
        Path missing = directory.resolve("missing");
        String unreadable = assertThrows(UncheckedIOException.class, () -> new Secret("file:" + missing).resolve())
                .getMessage();
        assertEquals("secret file:" + missing + ": cannot read " + missing, unreadable);
    }

    @Test
    void rejectsASecretInPlaceOfAReferenceAndDoesNotShowIt() {
        for (String text : new String[] {"hunter2", "", "env:", "file:", "ENV:hunter2", " env:hunter2"}) {
            assertFalse(Secret.isReference(text), text);
            String message = assertThrows(IllegalArgumentException.class, () -> new Secret(text))
                    .getMessage();
            assertFalse(message.contains("hunter2"), message);
        }
        assertTrue(Secret.isReference("env:A") && Secret.isReference("file:/a"));
    }

    @Test
    void showsTheReferenceAndNeverTheSecret() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "hunter2");
        Secret secret = new Secret("file:" + file);
        secret.resolve();
        assertEquals("Secret[reference=file:" + file + "]", secret.toString());
    }
}
