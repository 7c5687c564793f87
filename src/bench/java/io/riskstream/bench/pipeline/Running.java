package io.riskstream.bench.pipeline;

/**
 * A running pipeline.
 *
 * @param end stops the pipeline and its Storm cluster
 */
record Running(Jvms jvms, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
        end.run();
    }
}
