package io.riskstream.bench.pipeline;

/** One measurement: a pipeline and the claims that it processes. */
record Point(Shape shape, Wiring wiring) {
    static final Point COMMON = new Point(Shape.COMMON, Wiring.COMMON);
}
