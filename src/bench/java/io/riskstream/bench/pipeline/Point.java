package io.riskstream.bench.pipeline;

/** What is measured at once: a pipeline, on claims. */
record Point(Shape shape, Wiring wiring) {
    static final Point COMMON = new Point(Shape.COMMON, Wiring.COMMON);
}
