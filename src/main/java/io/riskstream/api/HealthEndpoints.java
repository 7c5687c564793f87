package io.riskstream.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code /healthz} answers while the process works. {@code /readyz} answers 200 while the topics of all pipelines can be written to; a thread looks every two
 * seconds, so that a probe costs nothing, and so that the producer knows the topics before the first request.
 */
final class HealthEndpoints implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 2_000;

    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });
    private volatile List<String> causes = List.of("the first look at the topics is not done yet");

    /** @param unready returns the pipelines whose topics cannot be written to now */
    HealthEndpoints(Supplier<List<String>> unready) {
        ScheduledFuture<?> unused = checks.scheduleWithFixedDelay(
                () -> causes = causes(unready), 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static List<String> causes(Supplier<List<String>> unready) {
        List<String> causes = new ArrayList<>();
        try {
            unready.get()
                    .forEach(pipeline ->
                            causes.add("the topic of the pipeline '" + pipeline + "' cannot be written to now"));
        } catch (RuntimeException e) {
            causes.add("the topics cannot be looked at: " + e.getClass().getName());
        }
        return List.copyOf(causes);
    }

    /** Returns both routes, which are open. */
    List<Route> routes() {
        return List.of(
                Route.open("/healthz", Endpoint.blocking(request -> status("up"))),
                Route.open("/readyz", Endpoint.blocking(request -> ready())));
    }

    private ApiResponse ready() {
        List<String> now = causes;
        if (now.isEmpty()) {
            return status("ready");
        }
        JsonArray all = new JsonArray();
        now.forEach(all::add);
        return Problem.of(503, "the server cannot store events now; 'causes' lists why")
                .with("causes", all)
                .retryAfter(Duration.ofMillis(INTERVAL_MILLIS))
                .response();
    }

    private static ApiResponse status(String status) {
        JsonObject json = new JsonObject();
        json.addProperty("status", status);
        return ApiResponse.json(200, json);
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
