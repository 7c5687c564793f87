package io.riskstream.connect.cosmos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a token must be read again. */
final class TokenExpiry {
    private static final Pattern EXPIRY = Pattern.compile("\"exp\"\\s*:\\s*(\\d{1,11})");
    private static final Duration UNKNOWN = Duration.ofMinutes(5);

    private TokenExpiry() {}

    /** Returns the expiry of a JSON Web Token; of any other token, five minutes from now, since its secret may change at any time. */
    static OffsetDateTime of(String token, Instant now) {
        String[] parts = token.split("\\.", -1);
        if (parts.length == 3) {
            try {
                String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
                Matcher expiry = EXPIRY.matcher(claims);
                if (expiry.find()) {
                    return Instant.ofEpochSecond(Long.parseLong(expiry.group(1)))
                            .atOffset(ZoneOffset.UTC);
                }
            } catch (IllegalArgumentException e) {
                // not Base64: a token of another kind
                return now.plus(UNKNOWN).atOffset(ZoneOffset.UTC);
            }
        }
        return now.plus(UNKNOWN).atOffset(ZoneOffset.UTC);
    }
}
