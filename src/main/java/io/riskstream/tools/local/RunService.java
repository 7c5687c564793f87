package io.riskstream.tools.local;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** What a run offers while its servers are up, such as a page that shows the pipeline. A failure of it never fails the run. */
public interface RunService extends AutoCloseable {
    /** Offers nothing. */
    RunService NONE = new RunService() {
        @Override
        public CompletableFuture<String> start(Path flux, Properties properties, Optional<Path> store) {
            return CompletableFuture.completedFuture("");
        }

        @Override
        public boolean continues() {
            return false;
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    /**
     * Starts in the background.
     *
     * @param flux the Flux file
     * @param properties the values of {@code ${...}} in it and in {@code store}, with the addresses of the servers of the run
     * @param store the Flux file of the topology that stores the outputs of the run; empty if nothing stores them
     * @return a line to print when it has started or failed; empty for none. It never fails
     */
    CompletableFuture<String> start(Path flux, Properties properties, Optional<Path> store);

    /** True if the service, its servers and the pipeline continue after the events of the run, until the process is asked to end. */
    boolean continues();

    /** Ends the service; it has no effect if it has not started. */
    @Override
    void close();
}
