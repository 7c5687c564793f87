package io.riskstream.connect.cosmos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosmosTest {
    static Cosmos cosmos(Object... more) {
        return new Cosmos(options(more));
    }

    static Map<String, Object> options(Object... more) {
        Map<String, Object> options = new HashMap<>(Map.of(
                "endpoint",
                "https://claims.documents.azure.com",
                "database",
                "claims",
                "accountKey",
                "env:COSMOS_KEY"));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return options;
    }

    private static String problem(Object... more) {
        return assertThrows(ConfigurationException.class, () -> cosmos(more)).getMessage();
    }

    @Test
    void reportsAWrongOption() {
        assertTrue(problem("ttlSecond", 5).contains("ttlSeconds"));
        assertTrue(problem("keep", "LAST").contains("LATEST"));
        assertTrue(problem("database", "a/b").contains("database"));
        assertTrue(problem("partitionKeyName", "/pk").contains("without a slash"));
        assertTrue(problem("partitionKey", "{kee}").contains("did you mean 'key'"));
        assertTrue(problem("partitionKey", "{day|month}").contains("conversions"));
        assertTrue(problem("keep", "LATEST", "partitionKey", "{month}").contains("two partitions"));
        assertTrue(problem("accountKey", null).contains("'accountKey' and 'token'"));
        assertTrue(problem("token", "file:/run/token").contains("not both"));
    }

    @Test
    void showsNoSecretThatIsGivenInPlaceOfAReference() {
        for (String message : List.of(
                problem("accountKey", "hunter2=="),
                problem("accountKey", List.of("hunter2==")),
                problem("token", "hunter2=="),
                problem("endpoint", "AccountEndpoint=https://a;AccountKey=hunter2=="))) {
            assertFalse(message.contains("hunter2"), message);
        }
    }

    @Test
    void namesTheProfileThatAddsTheLibraryIfTheClassPathLacksIt() {
        ClassLoader without = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("com.azure.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        String message = assertThrows(ConfigurationException.class, () -> new Cosmos(options(), without))
                .getMessage();
        assertTrue(message.contains("-Pcosmos package"), message);
    }

    @Test
    void isSerializedWithTheTopology() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(cosmos());
        }
        assertTrue(bytes.size() > 0);
        assertEquals("Cosmos[https://claims.documents.azure.com claims ALL]", cosmos().toString());
        assertEquals(Optional.empty(), cosmos().topicProblem("audit"));
        assertTrue(cosmos().topicProblem("a/b").isPresent());
    }

    @Test
    void makesDifferentIdsOfDifferentKeys() {
        Set<String> ids = new HashSet<>();
        List<byte[]> keys = List.of(
                utf8("a/b"),
                utf8("a?b"),
                utf8("a#b"),
                utf8("a\\b"),
                utf8("a b "),
                utf8("a%2Fb"),
                utf8("a~2fb"),
                utf8("Z\u00FCrich"),
                new byte[] {(byte) 0xFF},
                new byte[] {0});
        for (byte[] key : keys) {
            String id = DocumentId.of(key);
            assertTrue(id.matches("[A-Za-z0-9_.:@=,~-]+"), id);
            ids.add(id);
        }
        assertEquals(keys.size(), ids.size());
        assertEquals("claims-0@7", DocumentId.of(utf8("claims-0@7")));
        assertEquals("a~2fb", DocumentId.of(utf8("a/b")));
        assertEquals("a~7e2fb", DocumentId.of(utf8("a~2fb")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "UPSERT, 200, 0, STORED",
        "UPSERT, 201, 0, STORED",
        "PATCH, 412, 0, OLDER",
        "PATCH, 404, 0, CREATE",
        "CREATE, 409, 0, PATCH",
        "UPSERT, 404, 0, UNAVAILABLE",
        "CREATE, 404, 1003, UNAVAILABLE",
        "UPSERT, 401, 0, UNAVAILABLE",
        "UPSERT, 403, 0, UNAVAILABLE",
        "UPSERT, 400, 1001, UNAVAILABLE",
        "UPSERT, 400, 0, REFUSED",
        "UPSERT, 413, 0, TOO_LARGE",
        "UPSERT, 429, 3200, RETRY",
        "UPSERT, 449, 0, RETRY",
        "UPSERT, 408, 0, RETRY",
        "PATCH, 408, 0, RETRY",
        "UPSERT, 410, 0, RETRY",
        "UPSERT, 424, 0, RETRY",
        "UPSERT, 500, 0, RETRY",
        "CREATE, 503, 0, RETRY",
        "UPSERT, 0, 0, RETRY",
    })
    void decidesByTheStatusOfAnAnswer(CosmosOperation.Kind kind, int status, int subStatus, CosmosAnswer expected) {
        assertEquals(expected, CosmosAnswer.of(kind, new CosmosResult(status, subStatus, Duration.ZERO)));
    }

    @Test
    void readsAWebTokenAgainWhenItExpires() {
        Instant now = Instant.parse("2026-03-05T10:00:00Z");
        String claims = Base64.getUrlEncoder().encodeToString(utf8("{\"exp\": 1772712000}"));
        assertEquals(
                Instant.ofEpochSecond(1_772_712_000L).atOffset(ZoneOffset.UTC),
                TokenExpiry.of("h." + claims + ".s", now));
        for (String other :
                List.of("opaque", "a.b!.c", "a." + Base64.getUrlEncoder().encodeToString(utf8("{}")) + ".c")) {
            assertEquals(now.plusSeconds(300).atOffset(ZoneOffset.UTC), TokenExpiry.of(other, now));
        }
    }
}
