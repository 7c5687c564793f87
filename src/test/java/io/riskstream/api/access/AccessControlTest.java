package io.riskstream.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.Access.Credentials;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.http.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessControlTest {
    private static final Optional<Role> SUBMIT = Optional.of(Role.SUBMIT);

    @TempDir
    private Path folder;

    private final AtomicLong ticks = new AtomicLong();
    private final ApiKeys.NewKey key = ApiKeys.create("partner-a", "submit");
    private final ApiKeys.NewKey other = ApiKeys.create("partner-b", "submit");
    private AccessControl access;

    @BeforeEach
    void createAccess() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), key.line() + "\n" + other.line());
        access = new AccessControl(
                Optional.of(ApiKeys.read(file)), Optional.empty(), new AccessSettings(10, 20, 5), ticks::get);
    }

    private record Headers(Map<String, String> values, String remoteAddress) implements Credentials {
        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    private static Credentials with(String header, String value) {
        return new Headers(Map.of(header, value), "192.0.2.1");
    }

    private Problem rejected(Credentials credentials, Optional<Role> role) {
        return assertThrows(ProblemException.class, () -> access.admit(credentials, role))
                .problem();
    }

    @Test
    void aKeyIsTakenInEitherHeader() {
        assertEquals(
                "partner-a", access.admit(with("x-api-key", key.key()), SUBMIT).name());
        assertEquals(
                "partner-a",
                access.admit(with("authorization", "Bearer " + key.key()), SUBMIT)
                        .name());
        assertEquals(
                "partner-a",
                access.admit(with("authorization", "bearer " + key.key()), SUBMIT)
                        .name());
    }

    @Test
    void withoutOrWithWrongCredentialsARequestIsNotAuthenticated() {
        assertEquals(401, rejected(new Headers(Map.of(), "192.0.2.1"), SUBMIT).status());
        assertEquals(401, rejected(with("x-api-key", "rsk_wrong"), SUBMIT).status());
        assertEquals(
                401, rejected(with("authorization", "Bearer a.b.c"), SUBMIT).status());
        assertEquals(
                401,
                rejected(with("authorization", "Basic " + key.key()), SUBMIT).status());
    }

    @Test
    void bothAtOnceAreAmbiguous() {
        Credentials both =
                new Headers(Map.of("x-api-key", key.key(), "authorization", "Bearer " + other.key()), "192.0.2.1");
        assertEquals(400, rejected(both, SUBMIT).status());
    }

    @Test
    void aCallerWithoutTheRoleIsNotAllowed() {
        Problem problem = rejected(with("x-api-key", key.key()), Optional.of(Role.OPERATE));
        assertEquals(403, problem.status());
        assertTrue(problem.detail().contains("'operate'"));
    }

    @Test
    void anOpenRouteNeedsNoCredentials() {
        assertEquals(Caller.ANONYMOUS, access.admit(new Headers(Map.of(), "192.0.2.1"), Optional.empty()));
    }

    @Test
    void aCallerBeyondItsRateWaitsAndOthersDoNot() {
        for (int i = 0; i < 20; i++) {
            access.admit(with("x-api-key", key.key()), SUBMIT);
        }
        Problem problem = rejected(with("x-api-key", key.key()), SUBMIT);
        assertEquals(429, problem.status());
        assertEquals(Optional.of(Duration.ofMillis(100)), problem.retryAfter());
        assertEquals("1", problem.response().headers().get("Retry-After"));
        access.admit(with("x-api-key", other.key()), SUBMIT);
        ticks.addAndGet(Duration.ofMillis(100).toNanos());
        access.admit(with("x-api-key", key.key()), SUBMIT);
        assertEquals(429, rejected(with("x-api-key", key.key()), SUBMIT).status());
    }

    @Test
    void anAddressThatGuessesKeysIsRejectedForAWhileAndAValidKeyIsNot() {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, rejected(with("x-api-key", "rsk_" + i), SUBMIT).status());
        }
        assertEquals(429, rejected(with("x-api-key", "rsk_5"), SUBMIT).status());
        assertEquals(
                429, rejected(with("authorization", "Bearer a.b.c"), SUBMIT).status());
        assertEquals(
                "partner-a", access.admit(with("x-api-key", key.key()), SUBMIT).name());
        Credentials elsewhere = new Headers(Map.of("x-api-key", "rsk_6"), "192.0.2.2");
        assertEquals(401, rejected(elsewhere, SUBMIT).status());
        ticks.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(401, rejected(with("x-api-key", "rsk_7"), SUBMIT).status());
    }
}
