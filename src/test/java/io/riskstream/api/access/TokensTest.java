package io.riskstream.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("JavaUtilDate") // the library takes no other times
class TokensTest {
    private static final String ISSUER = "https://login.example/tenant/v2.0";
    private static final String AUDIENCE = "api://riskstream";

    @TempDir
    private static Path folder;

    private static RSAKey rsa;
    private static ECKey ec;
    private static Tokens tokens;

    @BeforeAll
    static void createKeys() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        Path keys = Files.writeString(
                folder.resolve("jwks.json"), new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString());
        tokens = new Tokens(new TokenSettings(ISSUER, AUDIENCE, keys.toUri(), "roles", "Riskstream."));
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("subject-1")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minusSeconds(10)))
                .expirationTime(Date.from(now.plusSeconds(600)))
                .claim("roles", List.of("Riskstream.submit", "Riskstream.read", "Other.operate"));
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
        return signed(claims, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()), new RSASSASigner(key));
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSHeader.Builder header, JWSSigner signer)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header.build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static void assertRejected(String token, String reason) {
        Tokens.InvalidTokenException rejected =
                assertThrows(Tokens.InvalidTokenException.class, () -> tokens.callerOf(token));
        assertTrue(rejected.getMessage().contains(reason), rejected.getMessage());
        assertFalse(token.length() > 10 && rejected.getMessage().contains(token.substring(0, 10)));
    }

    @Test
    void aTokenOfTheIssuerHasTheRolesWithThePrefix() throws Exception {
        Caller caller = tokens.callerOf(signed(claims(), rsa));
        assertEquals("token:subject-1", caller.name());
        assertEquals(Set.of(Role.SUBMIT, Role.READ), caller.roles());
        String other = signed(
                claims().claim("azp", "app-1"),
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1"),
                new ECDSASigner(ec));
        assertEquals("token:app-1/subject-1", tokens.callerOf(other).name());
    }

    @Test
    void anExpiredTokenIsRejected() throws Exception {
        assertRejected(signed(claims().expirationTime(Date.from(Instant.now().minusSeconds(120))), rsa), "expired");
    }

    @Test
    void aTokenWithoutAnExpiryIsRejected() throws Exception {
        assertRejected(signed(claims().expirationTime(null), rsa), "lacks a claim");
    }

    @Test
    void aTokenOfTheFutureIsRejected() throws Exception {
        assertRejected(signed(claims().notBeforeTime(Date.from(Instant.now().plusSeconds(300))), rsa), "not valid yet");
    }

    @Test
    void aTokenForAnotherAudienceOrOfAnotherIssuerIsRejected() throws Exception {
        assertRejected(signed(claims().audience("api://other"), rsa), "another audience");
        assertRejected(signed(claims().audience((String) null), rsa), "audience");
        assertRejected(signed(claims().issuer("https://login.example/other/v2.0"), rsa), "another issuer");
    }

    @Test
    void aTokenSignedWithAnotherKeyIsRejected() throws Exception {
        RSAKey sameId = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        RSAKey otherId = new RSAKeyGenerator(2048).keyID("rsa-2").generate();
        assertRejected(signed(claims(), sameId), "not signed with a key of its issuer");
        assertRejected(signed(claims(), otherId), "not signed with a key of its issuer");
    }

    @Test
    void aTokenThatBringsItsOwnKeyIsRejected() throws Exception {
        RSAKey own = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        String token = signed(
                claims(),
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").jwk(own.toPublicJWK()),
                new RSASSASigner(own));
        assertRejected(token, "not signed with a key of its issuer");
    }

    @Test
    void aTokenWithoutASignatureIsRejected() {
        assertRejected(new PlainJWT(claims().build()).serialize(), "not signed");
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"nOnE\"}".getBytes(StandardCharsets.UTF_8));
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims().build().toString().getBytes(StandardCharsets.UTF_8));
        assertRejected(none + "." + body + ".", "");
    }

    @Test
    void aTokenWhoseSignatureWasRemovedOrWhoseClaimsWereChangedIsRejected() throws Exception {
        String[] parts = signed(claims(), rsa).split("\\.");
        assertRejected(parts[0] + "." + parts[1] + ".", "");
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims().claim("roles", List.of("Riskstream.operate"))
                        .build()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        assertRejected(parts[0] + "." + changed + "." + parts[2], "not signed with a key of its issuer");
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASharedSecretIsRejected() throws Exception {
        byte[] secret = rsa.toRSAPublicKey().getEncoded();
        assertRejected(
                signed(claims(), new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1"), new MACSigner(secret)),
                "not signed with a key of its issuer");
    }

    @Test
    void whatIsNoTokenIsRejected() {
        assertRejected("a.b.c", "not a JSON Web Token");
        assertRejected("..", "");
        assertRejected("a".repeat(20_000) + ".b.c", "more than");
    }

    @Test
    void theNameOfACallerHasNoCharacterThatCouldForgeALineOfALog() throws Exception {
        Caller caller = tokens.callerOf(signed(claims().subject("a\nb caller=admin"), rsa));
        assertEquals("token:a_b_caller_admin", caller.name());
    }

    @Test
    void theKeysOfAnUnreachableProviderAreNotAnInvalidToken() throws Exception {
        Tokens unreachable =
                new Tokens(new TokenSettings(ISSUER, AUDIENCE, URI.create("https://127.0.0.1:1/keys"), "roles", ""));
        String token = signed(claims(), rsa);
        assertThrows(Tokens.ProviderUnavailableException.class, () -> unreachable.callerOf(token));
    }

    @Test
    void aTokenLastsUntilItExpires() throws Exception {
        Instant now = Instant.now();
        String token = signed(claims().expirationTime(Date.from(now.plusSeconds(600))), rsa);
        assertTrue(Tokens.notExpired(token, () -> now.plusSeconds(600)).getAsBoolean(), "clocks may differ");
        assertFalse(Tokens.notExpired(token, () -> now.plusSeconds(661)).getAsBoolean());
        assertFalse(Tokens.notExpired("no.token", () -> now).getAsBoolean());
    }
}
