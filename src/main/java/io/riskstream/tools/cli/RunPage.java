package io.riskstream.tools.cli;

import io.riskstream.api.RunApi;
import io.riskstream.connect.redis.Redis;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.RunService;
import io.riskstream.tools.local.RunStageTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** The HTTP API and its page during a run. */
final class RunPage implements RunService {
    private static final int ANY_PORT = 0;

    private final OptionalInt port;
    private CompletableFuture<Optional<RunApi>> api = CompletableFuture.completedFuture(Optional.empty());

    /**
     * Creates the service.
     *
     * @param port the port, at which the page stays after the run; empty for a free port while the run lasts
     */
    RunPage(OptionalInt port) {
        this.port = port;
    }

    private record Started(Optional<RunApi> api, String line) {}

    @Override
    public CompletableFuture<String> start(Path flux, Properties properties, Optional<Path> store) {
        CompletableFuture<Started> starting = CompletableFuture.supplyAsync(() -> serve(flux, properties, store));
        api = starting.thenApply(Started::api);
        return starting.thenApply(Started::line);
    }

    private Started serve(Path flux, Properties properties, Optional<Path> store) {
        try {
            Pipeline pipeline = Pipeline.read(flux, properties);
            Optional<Redis> redis = pipeline.components(Redis.class).stream().findFirst();
            RunApi started =
                    RunApi.start(flux, properties, store, redis, new RunStageTimes(pipeline), port.orElse(ANY_PORT));
            return new Started(Optional.of(started), "page: " + started.page());
        } catch (IOException | RuntimeException e) {
            return failed(e.getMessage());
        } catch (LinkageError e) {
            // a project that depends on Riskstream need not have the libraries
            return failed("it needs org.eclipse.jetty:jetty-server:" + Version.of("jetty")
                    + " and com.nimbusds:nimbus-jose-jwt:" + Version.of("nimbus-jose-jwt")
                    + " on the class path, with scope provided (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + ")");
        }
    }

    private static Started failed(String reason) {
        return new Started(Optional.empty(), "no page: " + reason);
    }

    @Override
    public boolean continues() {
        return port.isPresent() && api.join().isPresent();
    }

    @Override
    public void close() {
        api.join().ifPresent(RunApi::close);
    }
}
