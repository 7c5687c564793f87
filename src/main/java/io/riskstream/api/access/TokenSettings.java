package io.riskstream.api.access;

import io.riskstream.api.settings.SettingsFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which tokens of an OpenID provider the API accepts.
 *
 * @param issuer the claim {@code iss}, such as {@code https://login.microsoftonline.com/TENANT/v2.0}
 * @param audience a value of the claim {@code aud}: the application of the API
 * @param keys where the provider publishes its public keys (JWKS): an https address, or a file for providers that the API cannot reach
 * @param rolesClaim the claim with the roles: a list, or a text separated by spaces
 * @param rolePrefix the prefix of the roles in the claim, such as {@code Riskstream.}; others are ignored
 */
public record TokenSettings(String issuer, String audience, URI keys, String rolesClaim, String rolePrefix) {
    /** Returns the settings of a file: the keys that begin with {@code jwt.}; empty if there is no {@code jwt.issuer}. */
    public static Optional<TokenSettings> of(SettingsFile file) {
        Optional<String> issuer = file.text("jwt.issuer");
        Optional<String> audience = file.text("jwt.audience");
        Optional<String> keys = file.text("jwt.keys");
        String claim = file.text("jwt.roles.claim").orElse("roles");
        String prefix = file.text("jwt.roles.prefix").orElse("");
        if (issuer.isEmpty() && audience.isEmpty() && keys.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.isEmpty() || audience.isEmpty() || keys.isEmpty()) {
            file.problem("jwt.issuer", "and 'jwt.audience' and 'jwt.keys' must be set together");
            return Optional.empty();
        }
        Optional<URI> address = address(file, keys.get());
        return address.map(uri -> new TokenSettings(issuer.get(), audience.get(), uri, claim, prefix));
    }

    private static Optional<URI> address(SettingsFile file, String keys) {
        if (keys.startsWith("https://")) {
            try {
                return Optional.of(URI.create(keys));
            } catch (IllegalArgumentException e) {
                file.problem("jwt.keys", "is not a valid address: " + e.getMessage());
                return Optional.empty();
            }
        }
        if (keys.contains("://")) {
            // over plain HTTP, anyone on the way could replace the keys
            file.problem("jwt.keys", "must be an https address, or a file with the JWKS");
            return Optional.empty();
        }
        return Optional.of(Path.of(keys).toUri());
    }
}
