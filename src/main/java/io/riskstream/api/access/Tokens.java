package io.riskstream.api.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Role;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Verifies tokens of an OpenID provider, such as Microsoft Entra ID: the signature with a public key of the provider, the issuer, the audience and the times.
 * Tokens without a signature, or signed with a shared secret, are rejected whatever their header says, because only signatures with public keys are accepted.
 *
 * <p>The keys are fetched when the first token arrives, kept for 5 minutes and fetched ahead, and once more for a token with an unknown key. While the provider
 * is away, the keys are used for up to an hour. Safe for many threads.
 */
public final class Tokens {
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final int CLOCK_DIFFERENCE_SECONDS = 60;
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MAX_JWKS_BYTES = 500_000;
    private static final long OUTAGE_MILLIS = 3_600_000;
    private static final int MAX_NAME = 128;
    /** A longer token is not looked at. */
    private static final int MAX_TOKEN = 12_000;

    /** The token is not valid. */
    public static final class InvalidTokenException extends Exception {
        private static final long serialVersionUID = 1;

        InvalidTokenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The keys of the provider cannot be had, so that no token can be verified. */
    public static final class ProviderUnavailableException extends Exception {
        private static final long serialVersionUID = 1;

        ProviderUnavailableException(Throwable cause) {
            super("the keys of the token issuer cannot be fetched", cause);
        }
    }

    private final TokenSettings settings;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /**
     * Creates a verifier. It fetches no keys yet.
     *
     * @throws IllegalArgumentException if the file of keys cannot be read
     */
    public Tokens(TokenSettings settings) {
        this(settings, source(settings));
    }

    Tokens(TokenSettings settings, JWKSource<SecurityContext> keys) {
        this.settings = settings;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(SIGNATURES, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                settings.audience(),
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                Set.of("exp", "sub"));
        claims.setMaxClockSkew(CLOCK_DIFFERENCE_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    private static JWKSource<SecurityContext> source(TokenSettings settings) {
        try {
            if ("file".equals(settings.keys().getScheme())) {
                return new ImmutableJWKSet<>(
                        JWKSet.load(Path.of(settings.keys()).toFile()));
            }
            return JWKSourceBuilder.<SecurityContext>create(
                            settings.keys().toURL(),
                            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_JWKS_BYTES))
                    .retrying(true)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the address of the token issuer's keys is not valid", e);
        } catch (IOException | ParseException e) {
            throw new IllegalArgumentException(
                    "cannot read the token issuer's keys in " + settings.keys() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the caller of a token.
     *
     * @throws InvalidTokenException if it is not valid; the message does not contain it
     * @throws ProviderUnavailableException if the keys of the provider cannot be fetched
     */
    public Caller callerOf(String token) throws InvalidTokenException, ProviderUnavailableException {
        if (token.length() > MAX_TOKEN) {
            throw new InvalidTokenException("the token has more than " + MAX_TOKEN + " characters", null);
        }
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new Caller(name(claims), roles(claims));
        } catch (KeySourceException e) {
            throw new ProviderUnavailableException(e);
        } catch (ParseException e) {
            throw new InvalidTokenException("the token is not a JSON Web Token", e);
        } catch (BadJOSEException | JOSEException e) {
            throw new InvalidTokenException(reason(e), e);
        }
    }

    /**
     * Returns whether a token that was valid has not expired at the time of the question. The signature is not verified again, so a token stays valid when its issuer
     * removes the key.
     */
    static BooleanSupplier notExpired(String token, InstantSource clock) {
        try {
            Date expiry = JWTParser.parse(token).getJWTClaimsSet().getExpirationTime();
            Instant end = expiry.toInstant().plusSeconds(CLOCK_DIFFERENCE_SECONDS);
            return () -> clock.instant().isBefore(end);
        } catch (ParseException e) {
            return () -> false;
        }
    }

    /** Returns why a token is rejected, without its content. */
    private static String reason(Exception rejected) {
        String message = Objects.requireNonNullElse(rejected.getMessage(), "").toLowerCase(Locale.ROOT);
        if (message.contains("expired")) {
            return "the token has expired";
        } else if (message.contains("before")) {
            return "the token is not valid yet";
        } else if (message.contains("audience") || message.contains(" aud ")) {
            return "the token is for another audience";
        } else if (message.contains(" iss ")) {
            return "the token is of another issuer";
        }
        return "the token is not signed with a key of its issuer, or lacks a claim";
    }

    /** Returns the application or the subject: who is called, in a form that a log may contain. */
    private static String name(JWTClaimsSet claims) {
        String name = Optional.ofNullable(claims.getClaim("azp"))
                .or(() -> Optional.ofNullable(claims.getClaim("appid")))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .map(application -> application + "/" + claims.getSubject())
                .orElse(claims.getSubject());
        String printable = name.replaceAll("[^A-Za-z0-9._@:/|-]", "_");
        return "token:" + printable.substring(0, Math.min(MAX_NAME, printable.length()));
    }

    private Set<Role> roles(JWTClaimsSet claims) {
        Object claim = claims.getClaim(settings.rolesClaim());
        List<?> names = claim instanceof List<?> list
                ? list
                : claim instanceof String text ? List.of(text.split(" ")) : List.of();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Object name : names) {
            if (name instanceof String text && text.startsWith(settings.rolePrefix())) {
                Role.of(text.substring(settings.rolePrefix().length())).ifPresent(roles::add);
            }
        }
        return roles;
    }
}
