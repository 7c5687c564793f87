package io.riskstream.bench.pipeline;

/**
 * A pipeline at work.
 *
 * @param end ends it, and the Storm that it runs on
 */
record Running(Jvms jvms, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
        end.run();
    }
}
