package io.riskstream.api.access;

import io.riskstream.api.http.Access;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.http.Role;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Admits requests with an API key or a token: the key in the header {@code X-Api-Key} or as {@code Authorization: Bearer}, the token as {@code Authorization:
 * Bearer}. Open routes need neither, and are limited by address.
 *
 * <p>After too many wrong credentials from an address, its other credentials that are no valid key are not looked at for a while, also tokens: to verify one
 * costs more than to look up a key.
 */
public final class AccessControl implements Access {
    private static final String BEARER = "bearer ";
    private static final String KEY_HEADER = "X-Api-Key";
    private static final double SECONDS_PER_MINUTE = 60;

    private final Optional<ApiKeys> keys;
    private final Optional<Tokens> tokens;
    private final RateLimit requests;
    private final RateLimit failures;

    /**
     * Creates a control.
     *
     * @param keys empty if there are no keys
     * @param tokens empty if no tokens are accepted
     */
    public AccessControl(Optional<ApiKeys> keys, Optional<Tokens> tokens, AccessSettings settings) {
        this(keys, tokens, settings, System::nanoTime);
    }

    AccessControl(Optional<ApiKeys> keys, Optional<Tokens> tokens, AccessSettings settings, LongSupplier ticker) {
        this.keys = keys;
        this.tokens = tokens;
        this.requests = new RateLimit(settings.requestsPerSecond(), settings.burst(), ticker);
        this.failures =
                new RateLimit(settings.failuresPerMinute() / SECONDS_PER_MINUTE, settings.failuresPerMinute(), ticker);
    }

    @Override
    public Caller admit(Credentials credentials, Optional<Role> role) {
        String address = credentials.remoteAddress();
        if (role.isEmpty()) {
            limit("address " + address);
            return Caller.ANONYMOUS;
        }
        Caller caller = authenticated(credentials, address);
        limit("caller " + caller.name());
        if (!caller.has(role.get())) {
            throw new ProblemException(Problem.of(
                    403, "the caller does not have the role '" + role.get().text() + "', which this request needs"));
        }
        return caller;
    }

    /** For a key whether the file still has it with the role, for a token whether it has not expired. */
    @Override
    public BooleanSupplier lasting(Credentials credentials, Role role) {
        Optional<String> bearer = bearer(credentials);
        Optional<String> secret = credentials.header(KEY_HEADER).or(() -> bearer);
        if (secret.isEmpty()) {
            return () -> false;
        }
        return keys.filter(all -> all.callerOf(secret.get()).isPresent())
                .map(all -> all.lasting(secret.get(), role))
                .orElseGet(() -> Tokens.notExpired(secret.get(), InstantSource.system()));
    }

    private static Optional<String> bearer(Credentials credentials) {
        return credentials
                .header("Authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    private Caller authenticated(Credentials credentials, String address) {
        Optional<String> key = credentials.header(KEY_HEADER);
        Optional<String> bearer = bearer(credentials);
        if (key.isPresent() && bearer.isPresent()) {
            throw new ProblemException(Problem.of(400, "send either an API key or a token, not both"));
        }
        Optional<String> secret = key.or(() -> bearer);
        if (secret.isEmpty()) {
            throw new ProblemException(
                    Problem.of(401, "send an API key in the header X-Api-Key, or a token as Authorization: Bearer"));
        }
        Optional<Caller> known = keys.flatMap(all -> all.callerOf(secret.get()));
        if (known.isPresent()) {
            return known.get();
        }
        // a caller with a valid key is not locked out by others behind the same gateway; 256 random bits cannot be
        // guessed
        if (failures.isExhausted(address)) {
            throw tooMany("too many requests with wrong credentials came from this address", Duration.ofMinutes(1));
        }
        if (bearer.isEmpty() || tokens.isEmpty() || bearer.get().indexOf('.') < 0) {
            throw rejected("there is no such API key", address);
        }
        try {
            return tokens.get().callerOf(bearer.get());
        } catch (Tokens.InvalidTokenException e) {
            throw rejected(e.getMessage(), address);
        } catch (Tokens.ProviderUnavailableException e) {
            throw new ProblemException(
                    Problem.of(503, "the token cannot be verified, because the keys of its issuer cannot be fetched")
                            .retryAfter(Duration.ofSeconds(5)),
                    e);
        }
    }

    private ProblemException rejected(String detail, String address) {
        Optional<Duration> unused = failures.take(address);
        return new ProblemException(Problem.of(401, detail));
    }

    private void limit(String client) {
        requests.take(client).ifPresent(wait -> {
            throw tooMany("the client sends more requests than its rate allows", wait);
        });
    }

    private static ProblemException tooMany(String detail, Duration wait) {
        return new ProblemException(Problem.of(429, detail).retryAfter(wait));
    }
}
