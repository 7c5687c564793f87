package io.riskstream.api.access;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.Role;
import io.riskstream.text.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
    @TempDir
    private Path folder;

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("keys"), String.join("\n", lines));
    }

    @Test
    void aKeyHasTheNameAndTheRolesOfItsLine() throws Exception {
        ApiKeys.NewKey partner = ApiKeys.create("partner-a", "submit,read");
        ApiKeys.NewKey operator = ApiKeys.create("operator", "operate");
        ApiKeys keys = ApiKeys.read(file("# the keys", "", partner.line(), "  " + operator.line() + "  "));
        assertEquals("partner-a", keys.callerOf(partner.key()).orElseThrow().name());
        assertEquals(
                Set.of(Role.SUBMIT, Role.READ),
                keys.callerOf(partner.key()).orElseThrow().roles());
        assertEquals(
                Set.of(Role.OPERATE),
                keys.callerOf(operator.key()).orElseThrow().roles());
    }

    @Test
    void aFileThatStaysAwayIsReportedOnce() throws Exception {
        ApiKeys.NewKey key = ApiKeys.create("partner-a", "submit");
        Path file = file(key.line());
        AtomicLong nanos = new AtomicLong();
        ApiKeys keys = ApiKeys.read(file, nanos::get);
        Files.delete(file);
        for (int second = 1; second <= 3; second++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertEquals(1, keys.reloadFailures(), "after " + second + " s");
            assertTrue(keys.callerOf(key.key()).isPresent());
        }
        file(key.line());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertEquals(1, keys.reloadFailures());
        Files.delete(file);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertEquals(2, keys.reloadFailures());
    }

    @Test
    void aTextThatIsNoKeyHasNoCaller() throws Exception {
        ApiKeys.NewKey key = ApiKeys.create("partner-a", "submit");
        ApiKeys keys = ApiKeys.read(file(key.line()));
        String digest = key.line().split(" ")[1];
        for (String other : new String[] {"", key.key() + "x", key.key().substring(1), digest, "partner-a"}) {
            assertEquals(Optional.empty(), keys.callerOf(other), other);
        }
    }

    @Test
    void theFileDoesNotContainTheKey() {
        ApiKeys.NewKey key = ApiKeys.create("partner-a", "submit");
        assertFalse(key.line().contains(key.key()));
        assertFalse(key.toString().contains(key.key()));
        assertFalse(ApiKeys.create("partner-a", "submit").key().equals(key.key()));
    }

    @Test
    void keysAreAddedAndRevokedWithoutARestartAndAMistakeKeepsThem() throws Exception {
        ApiKeys.NewKey first = ApiKeys.create("first", "read");
        ApiKeys.NewKey second = ApiKeys.create("second", "read");
        ApiKeys keys = ApiKeys.read(file(first.line()));
        file(second.line());
        await().until(() -> keys.callerOf(second.key()).isPresent());
        assertTrue(keys.callerOf(first.key()).isEmpty());
        file("a mistake", first.line());
        await().until(() -> keys.reloadFailures() > 0);
        assertTrue(keys.callerOf(second.key()).isPresent());
        file(first.line());
        await().until(() -> keys.callerOf(first.key()).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partner | expected NAME DIGEST ROLES",
                "partner abc submit | the digest is not hexadecimal",
                "partner abcd submit | the digest has 2 bytes",
                "part/ner DIGEST submit | the name may have",
                "partner DIGEST submitt | did you mean 'submit'?",
                "partner DIGEST submit, | unknown role ''",
            })
    void aWrongLineIsAnErrorWithItsNumber(String line, String message) throws Exception {
        Path file = file("# comment", line.replace("DIGEST", "0".repeat(64)));
        ConfigurationException wrong = assertThrows(ConfigurationException.class, () -> ApiKeys.read(file));
        assertTrue(wrong.getMessage().contains(file + ":2: "), wrong.getMessage());
        assertTrue(wrong.getMessage().contains(message), wrong.getMessage());
    }

    @Test
    void twoKeysOfOneNameAreAnError() throws Exception {
        Path file = file("a " + "0".repeat(64) + " read", "a " + "1".repeat(64) + " read");
        assertTrue(assertThrows(ConfigurationException.class, () -> ApiKeys.read(file))
                .getMessage()
                .contains("occurs twice"));
    }
}
