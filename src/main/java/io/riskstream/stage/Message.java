package io.riskstream.stage;

import io.riskstream.event.Header;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A message for a {@link Sink}. The arrays are shared, not copied, so they must not be changed.
 *
 * @param topic the topic or other destination
 * @param key the key that decides the partition
 * @param value the body; empty for a message without a value
 * @param headers the headers, in order
 */
public record Message(String topic, Optional<byte[]> key, Optional<byte[]> value, List<Header> headers) {
    public Message {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        headers = List.copyOf(headers);
    }

    /** Returns the topic and the size alone, because the content may be personal data. */
    @Override
    public String toString() {
        return "Message[" + topic + ", "
                + value.map(bytes -> bytes.length + " bytes").orElse("no value") + "]";
    }
}
