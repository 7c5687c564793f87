package io.riskstream.api.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.api.http.Access;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.ApiServer;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.http.Role;
import io.riskstream.api.http.Route;
import io.riskstream.api.http.ServerSettings;
import io.riskstream.api.http.StreamOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The real server with the page, and with fixed answers in place of stores: those of {@code answers.json}, which have the form of the API's. */
final class CannedApi implements AutoCloseable {
    static final String READ_KEY = "key-that-reads";
    static final String OPERATE_KEY = "key-that-operates";

    private static final Map<String, Set<Role>> KEYS =
            Map.of(READ_KEY, Set.of(Role.READ), OPERATE_KEY, Set.of(Role.READ, Role.OPERATE));
    private static final int BUCKETS = 280;

    private record OpenStream(String events, String decision, StreamOutput output) {}

    private final JsonObject answers;
    private final ApiServer server;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final List<OpenStream> streams = new CopyOnWriteArrayList<>();
    private final AtomicReference<ApiResponse> replay = new AtomicReference<>();

    private CannedApi(int port, JsonObject answers) {
        this.answers = answers;
        answerReplay(sent());
        try {
            this.server = ApiServer.start(
                    ServerSettings.of("127.0.0.1", port).withStopTimeout(Duration.ofMillis(100)),
                    routes(),
                    CannedApi::admit,
                    record -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server at a port, 0 for any. Every text of an answer is changed by a function. */
    static CannedApi start(int port, Function<JsonObject, JsonObject> change) {
        return new CannedApi(port, change.apply(answers()));
    }

    static CannedApi start() {
        return start(0, Function.identity());
    }

    private static JsonObject answers() {
        try (InputStream file = CannedApi.class.getResourceAsStream("answers.json")) {
            return JsonParser.parseReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Caller admit(Access.Credentials credentials, Optional<Role> role) {
        if (role.isEmpty()) {
            return Caller.ANONYMOUS;
        }
        String key = credentials.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
        Set<Role> roles = KEYS.get(key);
        if (roles == null) {
            throw new ProblemException(Problem.of(401, "the request has no valid key"));
        }
        if (!roles.contains(role.get())) {
            throw new ProblemException(Problem.of(
                    403, "the key does not have the role " + role.get().text()));
        }
        return new Caller("test", roles);
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(PageRoutes.routes());
        routes.add(read("/v1/pipelines", request -> answers.get("pipelines")));
        routes.add(read("/v1/scores", request -> scores(request.query("key"), request.query("decision"), request)));
        routes.add(read("/v1/scores/{id}", this::score));
        routes.add(read("/v1/scores/{id}/explanation", request -> answers.get("explanation")));
        routes.add(read("/v1/dead-letters", request -> deadLetters(request.query("code"))));
        routes.add(read("/v1/dead-letters/{ref}", request -> answers.get("letter")));
        routes.add(read("/v1/counters", request -> counters()));
        routes.add(read("/v1/releases", request -> answers.get("releases")));
        routes.add(Route.get("/v1/stream", Endpoint.blocking(this::stream)));
        routes.add(Route.post("/v1/dead-letters/{ref}/replay", Role.OPERATE, 0, Endpoint.blocking(request -> {
            note(request);
            return replay.get();
        })));
        return routes;
    }

    private Route read(String template, Function<ApiRequest, JsonElement> answer) {
        return Route.get(template, Endpoint.blocking(request -> {
            note(request);
            return ApiResponse.json(200, answer.apply(request));
        }));
    }

    private void note(ApiRequest request) {
        requests.add(request.method() + " " + request.route() + " " + request.pathParameters());
    }

    private JsonElement score(ApiRequest request) {
        if (request.hasQuery("all")) {
            return page(answers.getAsJsonArray("history"));
        }
        String id = request.pathParameter("id");
        for (JsonElement item : answers.getAsJsonArray("scores")) {
            if (item.getAsJsonObject().get("id").getAsString().equals(id)) {
                return item;
            }
        }
        throw new ProblemException(Problem.of(404, "there is no score of this id"));
    }

    private JsonElement scores(Optional<String> key, Optional<String> decision, ApiRequest request) {
        JsonArray selected = new JsonArray();
        for (JsonElement item : answers.getAsJsonArray("scores")) {
            JsonObject object = item.getAsJsonObject();
            if (key.map(object.get("key").getAsString()::equals).orElse(true)
                    && decision.map(object.getAsJsonObject("score")
                                    .get("decision")
                                    .getAsString()::equals)
                            .orElse(true)) {
                selected.add(item);
            }
        }
        JsonObject page = page(selected);
        if (request.query("after").isEmpty() && key.isEmpty() && selected.size() > 2) {
            page.addProperty("next", "more");
        }
        return page;
    }

    private JsonElement deadLetters(Optional<String> code) {
        JsonArray selected = new JsonArray();
        for (JsonElement letter : answers.getAsJsonArray("letters")) {
            if (code.map(letter.getAsJsonObject().get("code").getAsString()::equals)
                    .orElse(true)) {
                selected.add(letter);
            }
        }
        return page(selected);
    }

    private static JsonObject page(JsonArray items) {
        JsonObject page = new JsonObject();
        page.add("items", items);
        return page;
    }

    /** The counters of the file, and a bucket for each of the last seconds. */
    private JsonElement counters() {
        JsonObject counters = answers.getAsJsonObject("counters").deepCopy();
        JsonArray buckets = new JsonArray();
        Instant now = Instant.now();
        for (int back = BUCKETS; back > 0; back--) {
            buckets.add(bucket(now.minusSeconds(back), 980 + (int) (60 * Math.sin(back / 9.0)), back % 7 * 4));
        }
        counters.addProperty("now", now.toString());
        counters.add("buckets", buckets);
        return counters;
    }

    /** Returns the counters of one second. */
    static JsonObject bucket(Instant time, int scored, int rejected) {
        JsonObject bucket = new JsonObject();
        bucket.addProperty("time", time.toString());
        bucket.addProperty("scored", scored);
        bucket.addProperty("rejected", rejected);
        bucket.addProperty("dropped", 0);
        bucket.add("decisions", new JsonObject());
        bucket.add("rejections", new JsonObject());
        bucket.addProperty("p50Millis", 3 + rejected % 3);
        bucket.addProperty("p99Millis", 14 + rejected * 3);
        return bucket;
    }

    private ApiResponse stream(ApiRequest request) {
        return ApiResponse.streaming("text/event-stream", output -> {
            OpenStream stream = new OpenStream(
                    request.query("events").orElse("score,rejection,counters"),
                    request.query("decision").orElse(""),
                    output);
            output.onEnd(() -> streams.remove(stream));
            output.write(": open\n\n".getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
            streams.add(stream);
        });
    }

    /** Sends an event to the streams that ask for it. */
    void send(String event, JsonElement data) {
        byte[] text = ("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        streams.stream()
                .filter(stream -> stream.events().contains(event))
                .forEach(stream -> stream.output().write(text).toCompletableFuture());
    }

    /** Returns the number of open streams that ask for an event. */
    long streams(String event) {
        return streams.stream()
                .filter(stream -> stream.events().contains(event))
                .count();
    }

    /** Returns the first score, with another id. */
    JsonObject scoreNamed(String id) {
        JsonObject item =
                answers.getAsJsonArray("scores").get(0).getAsJsonObject().deepCopy();
        item.addProperty("id", id);
        return item;
    }

    JsonElement answer(String name) {
        return answers.get(name);
    }

    void answerReplay(ApiResponse response) {
        replay.set(response);
    }

    private static ApiResponse sent() {
        JsonObject sent = new JsonObject();
        sent.addProperty("ref", "flood-claims-0@99");
        sent.addProperty("result", "sent");
        sent.addProperty("topic", "flood-claims");
        return ApiResponse.json(200, sent);
    }

    /** Returns the requests so far, such as {@code GET /v1/scores/{id} {id=C-1}}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    int port() {
        return server.port();
    }

    String address() {
        return server.uri() + "/";
    }

    @Override
    public void close() {
        server.close();
    }
}
