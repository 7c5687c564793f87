package io.riskstream.api;

import io.riskstream.api.access.AccessSettings;
import io.riskstream.api.access.ApiKeys;
import io.riskstream.api.http.Role;
import io.riskstream.api.http.ServerSettings;
import io.riskstream.api.read.ReadSettings;
import io.riskstream.api.read.StageTimes;
import io.riskstream.api.submit.SubmitSettings;
import io.riskstream.connect.redis.Redis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The API and its page for one pipeline, on the loopback interface alone, with a new key that has every role and is in no file. The command {@code run} serves
 * its pipeline with it.
 */
public final class RunApi implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    /** The page's streams never end by themselves, and the run that ends has nothing more to send. */
    private static final Duration STOP = Duration.ofMillis(200);

    private final Api api;
    private final String key;

    private RunApi(Api api, String key) {
        this.api = api;
        this.key = key;
    }

    /**
     * Starts the API. It answers when this method returns.
     *
     * @param flux the Flux file
     * @param properties the values of {@code ${...}} in it and in {@code store}
     * @param store the Flux file of the topology that stores the outputs of the pipeline, from which they are read; empty if they are read from the topics
     * @param redis where idempotency keys are kept
     * @param stageTimes the time of each stage
     * @param port the port; 0 for any free one
     * @throws IllegalArgumentException if the API cannot serve the Flux file
     * @throws IOException if the port is in use
     */
    public static RunApi start(
            Path flux,
            Properties properties,
            Optional<Path> store,
            Optional<Redis> redis,
            StageTimes stageTimes,
            int port)
            throws IOException {
        ApiKeys.NewKey key = ApiKeys.create(
                "run", Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(",")));
        ApiSettings settings = new ApiSettings(
                ServerSettings.of(HOST, port).withStopTimeout(STOP),
                List.of(flux),
                properties,
                Optional.empty(),
                Optional.empty(),
                AccessSettings.defaults(),
                SubmitSettings.defaults(),
                ReadSettings.withStores(store.stream().toList()),
                true,
                redis);
        return new RunApi(Api.start(settings, Optional.of(ApiKeys.of(key)), Optional.of(stageTimes)), key.key());
    }

    /** Returns the address of the page, with the key in its fragment, which a browser does not send. */
    public URI page() {
        return URI.create(api.server().uri() + "/#key=" + key);
    }

    /** Stops the server, and closes what it used. */
    @Override
    public void close() {
        api.close();
    }
}
