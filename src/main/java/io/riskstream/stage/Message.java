package io.riskstream.stage;

import io.riskstream.event.Header;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A message for a {@link Sink}. Arrays are shared, not copied.
 *
 * @param topic where to
 * @param key what it is partitioned by
 * @param value the body; empty for a record without a value
 * @param headers in order
 */
public record Message(String topic, Optional<byte[]> key, Optional<byte[]> value, List<Header> headers) {
    public Message {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        headers = List.copyOf(headers);
    }

    /** The topic and sizes alone: the rest may be personal data. */
    @Override
    public String toString() {
        return "Message[" + topic + ", "
                + value.map(bytes -> bytes.length + " bytes").orElse("no value") + "]";
    }
}
