package io.riskstream.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an event came from. Topic, partition and offset tell one event from every other, whatever the event says of itself; two origins are
 * equal if these three are.
 */
public final class Origin {
    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestamp;
    private final byte[] key;
    private final List<Header> headers;

    /**
     * An origin.
     *
     * @param timestamp of the record, in milliseconds since 1970
     * @param key of the record; its bytes are shared, not copied
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

    /** The record's timestamp, in milliseconds since 1970. */
    public long timestamp() {
        return timestamp;
    }

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

    /** {@code topic-partition@offset}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
