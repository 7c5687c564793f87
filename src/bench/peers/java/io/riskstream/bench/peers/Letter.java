package io.riskstream.bench.peers;

/** A record to publish: what Flink's sinks take. Public and plain, so that Flink has a fast serializer for it. */
public final class Letter {
    public byte[] key;
    public byte[] value;

    public Letter() {}

    Letter(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }
}
