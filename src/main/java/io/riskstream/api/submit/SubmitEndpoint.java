package io.riskstream.api.submit;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.http.Role;
import io.riskstream.api.http.Route;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.api.pipeline.ServedPipelines;
import io.riskstream.connect.redis.RedisValues;
import io.riskstream.parse.EventParser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /v1/pipelines/{pipeline}/events}: receives events for all pipelines. */
public final class SubmitEndpoint implements Endpoint, AutoCloseable {
    /** The path. */
    public static final String PATH = "/v1/pipelines/{pipeline}/events";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Pattern WAIT = Pattern.compile("(\\d{1,6})(ms|s)");

    private final ServedPipelines pipelines;
    private final SubmitSettings settings;
    private final Optional<Verdicts> verdicts;
    private final Map<String, PipelineSubmission> submissions = new LinkedHashMap<>();
    private final StoreThreads storeThreads = new StoreThreads();

    /**
     * Opens the stages and a producer of each pipeline. The brokers may be away.
     *
     * @param store keeps idempotency keys; empty if requests may have none
     * @param verdicts waits for what the pipelines publish; empty if requests cannot wait
     */
    SubmitEndpoint(
            ServedPipelines pipelines,
            SubmitSettings settings,
            Optional<IdempotencyStore> store,
            Optional<Verdicts> verdicts) {
        this.pipelines = pipelines;
        this.settings = settings;
        this.verdicts = verdicts;
        boolean opened = false;
        try {
            for (ServedPipeline pipeline : pipelines.all()) {
                submissions.put(pipeline.name(), new PipelineSubmission(pipeline, settings, store, storeThreads));
            }
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /**
     * Opens the stages and a producer of each pipeline. The brokers and Redis may be away.
     *
     * @param keys keeps idempotency keys; empty if requests may have none. The caller closes it after this
     * @param verdicts waits for what the pipelines publish; empty if requests cannot wait
     */
    public static SubmitEndpoint open(
            ServedPipelines pipelines,
            SubmitSettings settings,
            Optional<RedisValues> keys,
            Optional<Verdicts> verdicts) {
        return new SubmitEndpoint(pipelines, settings, keys.map(RedisIdempotencyStore::new), verdicts);
    }

    /** Returns the route. */
    public Route route() {
        return Route.post(PATH, Role.SUBMIT, settings.maxBodyBytes(), this);
    }

    /** Returns the pipelines whose topics cannot be written to now. It blocks for up to 50 ms for each. */
    public List<String> unready() {
        return submissions.entrySet().stream()
                .filter(entry -> !entry.getValue().isReady())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the media types that the events of a parser may have, the preferred one first. */
    public static List<String> mediaTypes(EventParser parser) {
        return new EventFormat(parser, 1).mediaTypes();
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request) {
        String name = request.pathParameter("pipeline");
        PipelineSubmission submission = submissions.get(name);
        if (submission == null) {
            throw new ProblemException(Problem.of(404, pipelines.unknown(name)));
        }
        Optional<Duration> wait = request.query("wait").map(this::waitingTime);
        CompletableFuture<PipelineSubmission.Results> results = submission.submit(request);
        return results.thenCompose(done -> wait.isPresent() ? afterWaiting(done, wait.get()) : now(response(done)));
    }

    private static CompletableFuture<ApiResponse> now(ApiResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private Duration waitingTime(String text) {
        Matcher time = WAIT.matcher(text);
        if (!time.matches()) {
            throw new ProblemException(Problem.of(400, "the parameter 'wait' must be a time such as 2s or 500ms"));
        }
        if (verdicts.isEmpty()) {
            throw new ProblemException(Problem.of(400, "this server cannot wait for verdicts; leave 'wait' out"));
        }
        long number = Long.parseLong(time.group(1));
        Duration wait = time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
        if (wait.compareTo(settings.maxWait()) > 0) {
            throw new ProblemException(Problem.of(
                    400, "the parameter 'wait' may be " + settings.maxWait().toMillis() + "ms at most"));
        }
        return wait;
    }

    /** Adds the verdict of a single event; the response to several events does not wait. */
    private CompletableFuture<ApiResponse> afterWaiting(PipelineSubmission.Results results, Duration wait) {
        if (results.many() || !(results.events().get(0) instanceof EventResult.Accepted accepted)) {
            return now(response(results));
        }
        return verdicts.orElseThrow().of(accepted.origin(), wait).thenApply(verdict -> {
            if (verdict.isEmpty()) {
                return response(results);
            }
            JsonObject json = accepted.json();
            json.addProperty("status", 200);
            verdict.get().entrySet().forEach(member -> json.add(member.getKey(), member.getValue()));
            return marked(ApiResponse.json(200, json), results);
        });
    }

    private static ApiResponse marked(ApiResponse response, PipelineSubmission.Results results) {
        return results.repeated() ? response.with("Idempotent-Replayed", "true") : response;
    }

    private static ApiResponse response(PipelineSubmission.Results results) {
        return marked(
                results.many()
                        ? ofMany(results.events())
                        : ofOne(results.events().get(0)),
                results);
    }

    private static ApiResponse ofOne(EventResult result) {
        if (result instanceof EventResult.Accepted accepted) {
            return ApiResponse.json(202, accepted.json()).with("Location", accepted.url());
        } else if (result instanceof EventResult.Invalid invalid) {
            return invalidEvent("the event is not valid; 'rejections' lists every reason")
                    .with("rejections", invalid.rejectionsJson())
                    .response();
        }
        EventResult.NotStored notStored = (EventResult.NotStored) result;
        return notStored.status() == 503
                ? unavailable(notStored.detail()).response()
                : Problem.of(notStored.status(), notStored.detail()).response();
    }

    private static ApiResponse ofMany(List<EventResult> events) {
        JsonArray items = new JsonArray();
        for (int i = 0; i < events.size(); i++) {
            JsonObject item = new JsonObject();
            item.addProperty("index", i);
            events.get(i).json().entrySet().forEach(member -> item.add(member.getKey(), member.getValue()));
            items.add(item);
        }
        int first = events.get(0).status();
        int status = events.stream().allMatch(event -> event.status() == first) ? first : 207;
        if (status == 202 || status == 207) {
            JsonObject json = new JsonObject();
            json.add("events", items);
            return ApiResponse.json(status, json);
        }
        Problem problem =
                switch (status) {
                    case 400 -> invalidEvent("no event is valid; 'events' lists every reason");
                    case 503 -> unavailable("no event was stored; 'events' lists the reasons");
                    default -> Problem.of(status, "no event was stored; 'events' lists the reasons");
                };
        return problem.with("events", items).response();
    }

    private static Problem invalidEvent(String detail) {
        return Problem.ofKind("invalid-event", 400, "Invalid event", detail);
    }

    private static Problem unavailable(String detail) {
        return Problem.ofKind("kafka-unavailable", 503, "Not stored", detail).retryAfter(RETRY_AFTER);
    }

    /** Closes the producers and the stages. No request may be carried out at this time. */
    @Override
    public void close() {
        submissions.values().forEach(PipelineSubmission::close);
        storeThreads.close();
    }
}
