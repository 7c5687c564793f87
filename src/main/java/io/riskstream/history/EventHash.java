package io.riskstream.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 64 bits in place of a text: of an event's id, and of a value that is counted. The bits are the first of SHA-256, so that no sender can choose an id that
 * collides with another, and a history contains no readable value of an event. Among the 500 entries of a history, two different ids have the same bits
 * with a probability below 1e-14.
 *
 * <p>For use by one thread.
 */
final class EventHash {
    private final MessageDigest digest;

    EventHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256, which every Java platform must have", e);
        }
    }

    long of(String text) {
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
