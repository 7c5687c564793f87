package io.riskstream.bench.pipeline;

/** The topics of all contestants. */
public final class Topics {
    public static final String CLAIMS = "bench-claims";
    public static final String SCORES = "bench-scores";
    public static final String DEAD_LETTERS = "bench-dead-letters";

    private Topics() {}
}
