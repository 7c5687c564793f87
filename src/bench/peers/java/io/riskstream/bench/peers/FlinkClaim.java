package io.riskstream.bench.peers;

/** A claim in the Flink job. Public and plain, so that Flink has a fast serializer for it. */
public final class FlinkClaim {
    public byte[] key;
    public byte[] original;
    /** Null if the original is not a claim. */
    public Claim claim;
    /** The matching rules, after the look-ups. */
    public int met;
}
