package io.riskstream.connect.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretConfigProviderTest {
    @TempDir
    private Path directory;

    private static Map<String, String> get(String path, String key) {
        try (SecretConfigProvider provider = new SecretConfigProvider()) {
            return provider.get(path, Set.of(key)).data();
        }
    }

    @Test
    void removesTheLineEndOfAFile() throws IOException {
        String file = Files.writeString(directory.resolve("key"), "hunter2\n").toString();
        assertEquals(Map.of(file, "hunter2"), get("file", file));
        assertEquals(Map.of("PATH", System.getenv("PATH")), get("env", "PATH"));
    }

    @Test
    void escapesQuotesAndBackslashesForAQuotedSecret() throws IOException {
        String file = Files.writeString(directory.resolve("key"), "a\"b\\c").toString();
        assertEquals(Map.of(file, "a\\\"b\\\\c"), get("quoted-file", file));
        assertEquals(Map.of(file, "a\"b\\c"), get("file", file));
    }

    @Test
    void rejectsOtherReferences() {
        assertThrows(IllegalArgumentException.class, () -> get("vault", "key"));
        assertThrows(IllegalStateException.class, () -> get("env", "NO_SUCH_VARIABLE_1"));
        try (SecretConfigProvider provider = new SecretConfigProvider()) {
            assertThrows(UnsupportedOperationException.class, () -> provider.get("env"));
        }
    }
}
