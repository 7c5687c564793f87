package io.riskstream.bench.peers;

/** A claim on its way through the Flink job. Public and plain, so that Flink has a fast serializer for it. */
public final class FlinkClaim {
    public byte[] key;
    public byte[] original;
    /** Null if the original is no claim. */
    public Claim claim;
    /** The rules it meets, once its records are there. */
    public int met;
}
