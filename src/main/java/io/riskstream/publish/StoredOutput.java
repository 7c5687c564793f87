package io.riskstream.publish;

import io.riskstream.event.Header;
import io.riskstream.stage.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What identifies an output in a store: its key, and the version that decides between two outputs with the same key.
 *
 * @param key the key of the message; for a dead letter, and for a message without a key, the position of the input record
 * @param position the position of the input record
 * @param timestamp the Kafka timestamp of the input record in milliseconds; 0 if the record has none
 * @param scored true for a verdict, false for a dead letter
 */
public record StoredOutput(byte[] key, SourcePosition position, long timestamp, boolean scored) {
    /** The number of characters of {@link #version()}. */
    public static final int VERSION_LENGTH = 19 + 1 + 19 + 1 + 10;

    /**
     * Reads the headers of a message.
     *
     * @throws IllegalArgumentException if the message lacks the headers of an output; the message contains no values
     */
    public static StoredOutput of(Message message) {
        boolean scored = OutputHeaders.SCORED.equals(required(message, OutputHeaders.OUTCOME));
        String origin = required(message, OutputHeaders.ORIGIN);
        SourcePosition position = SourcePosition.parse(origin)
                .orElseThrow(() -> new IllegalArgumentException("the message has an invalid origin"));
        byte[] key =
                scored && message.key().isPresent() ? message.key().get() : origin.getBytes(StandardCharsets.UTF_8);
        long timestamp;
        try {
            timestamp = Math.max(0, Long.parseLong(required(message, OutputHeaders.TIMESTAMP)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the message has an invalid timestamp of its origin", e);
        }
        return new StoredOutput(key, position, timestamp, scored);
    }

    /**
     * Returns the version: timestamp, offset and partition of the input record, each with a fixed number of digits. So the order of the texts is the order
     * of the records, in any language and any collation, also where numbers are doubles. The partition makes the result independent of the order of arrival if
     * records of two partitions have the same timestamp and offset.
     */
    public String version() {
        return digits(timestamp, 19) + "-" + digits(position.offset(), 19) + "-" + digits(position.partition(), 10);
    }

    private static String digits(long number, int length) {
        String text = Long.toString(number);
        return "0".repeat(length - text.length()) + text;
    }

    /** Returns the value of the last header with this name; empty if there is none. */
    public static Optional<String> header(Message message, String name) {
        for (int i = message.headers().size() - 1; i >= 0; i--) {
            Header header = message.headers().get(i);
            if (header.name().equals(name)) {
                return Optional.ofNullable(header.value()).map(value -> new String(value, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    private static String required(Message message, String name) {
        return header(message, name)
                .orElseThrow(() -> new IllegalArgumentException("the message has no header '" + name + "'"));
    }

    /** Returns the position alone, because the key may be personal data. */
    @Override
    public String toString() {
        return "StoredOutput[" + position + "]";
    }
}
