package io.riskstream.api.submit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The key that a client gave a request, so that the request can be repeated without being carried out twice. Two clients, or two pipelines, may use the same
 * key. Only its digest is stored, because a client may put personal data into it.
 *
 * @param digest 43 letters, digits, hyphens and underscores
 */
record IdempotencyKey(String digest) {
    /** The header of a record, with the digest and the number of the event in its request: {@code DIGEST:NUMBER}. */
    static final String HEADER = "riskstream.idempotency";

    /** The header of a request. */
    static final String REQUEST_HEADER = "Idempotency-Key";

    /** The longest key of a client. */
    static final int MAX_LENGTH = 255;

    /** Returns the key of a request. */
    static IdempotencyKey of(String caller, String pipeline, String key) {
        return new IdempotencyKey(
                digest(String.join("\n", caller, pipeline, key).getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the digest of a body, in the form of a key's. */
    static String digest(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** True for a text that a client may send as a key. */
    static boolean isValid(String key) {
        return !key.isBlank() && key.length() <= MAX_LENGTH && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Returns the value of {@link #HEADER} for an event of the request. */
    String ofEvent(int index) {
        return digest + ":" + index;
    }
}
