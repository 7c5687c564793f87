package io.riskstream.bench.peers;

/** A record for Flink's sinks. Public and plain, so that Flink has a fast serializer for it. */
public final class OutputRecord {
    public byte[] key;
    public byte[] value;

    public OutputRecord() {}

    OutputRecord(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }
}
