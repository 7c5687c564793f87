package io.riskstream.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The Kafka record that an event was read from. Topic, partition and offset identify the event regardless of its content; two origins are equal if
 * these three are equal.
 */
public final class Origin {
    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestamp;
    private final byte[] key;
    private final List<Header> headers;

    /**
     * Creates an origin.
     *
     * @param timestamp the timestamp of the record, in milliseconds since 1970
     * @param key the key of the record; its bytes are shared, not copied
     * @param headers the headers of the record, in order
     */
    public Origin(
            String topic, int partition, long offset, long timestamp, Optional<byte[]> key, List<Header> headers) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.partition = partition;
        this.offset = offset;
        this.timestamp = timestamp;
        this.key = key.orElse(null);
        this.headers = List.copyOf(headers);
    }

    public String topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    /** Returns the timestamp of the record, in milliseconds since 1970. */
    public long timestamp() {
        return timestamp;
    }

    /** Returns the key of the record, shared; empty if the record has none. */
    public Optional<byte[]> key() {
        return Optional.ofNullable(key);
    }

    public List<Header> headers() {
        return headers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin that
                && offset == that.offset
                && partition == that.partition
                && topic.equals(that.topic);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * topic.hashCode() + partition) + Long.hashCode(offset);
    }

    /** Returns {@code topic-partition@offset}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
