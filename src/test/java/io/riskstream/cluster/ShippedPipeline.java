package io.riskstream.cluster;

/** A shipped pipeline of flood claims, as the matrix measures it. */
enum ShippedPipeline {
    /** Each stage in a bolt of its own, with {@code EventSpout}. */
    CHAIN("flood-claims", "claims", "publish"),
    /** All stages in one bolt, with {@code BatchSpout}. */
    FUSED("flood-claims-fused", "claims", "parse-to-publish"),
    /** All stages in {@code StageSpout}. */
    SPOUT("flood-claims-spout", "claims", "dead-letters"),
    /** Stores the scores and dead letters of {@link #SPOUT} in PostgreSQL. Its outputs are rows, and it runs in one worker. */
    STORE("flood-claims-store", "outputs", "store");

    private final String topology;
    private final String spout;
    private final String divisibleBolt;

    ShippedPipeline(String topology, String spout, String divisibleBolt) {
        this.topology = topology;
        this.spout = spout;
        this.divisibleBolt = divisibleBolt;
    }

    /** Returns the name of its topology and of its Flux file, without {@code .yaml}. */
    String topology() {
        return topology;
    }

    /** Returns the id of its spout. */
    String spout() {
        return spout;
    }

    /** Returns the bolt that the test gives two tasks, so that a rebalance can give it two executors. */
    String divisibleBolt() {
        return divisibleBolt;
    }

    /** Returns the name of its topology, as the table of the results and the names of the tests show it. */
    @Override
    public String toString() {
        return topology;
    }
}
