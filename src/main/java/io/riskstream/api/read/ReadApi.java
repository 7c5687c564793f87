package io.riskstream.api.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.Role;
import io.riskstream.api.http.Route;
import io.riskstream.api.output.OutputFeed;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.enrich.Lookup;
import io.riskstream.publish.PublishScore;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.tools.flux.Pipeline;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The routes that read what the pipelines have published, and what they read from. It follows the output topics from {@link #start} to {@link #close}.
 */
public final class ReadApi implements AutoCloseable {
    /** The maximum size of the scores in memory, and of the dead letters. */
    private static final long MAX_BYTES = 64_000_000;

    private final OutputDirectory pipelines;
    private final OutputFeed feed;
    private final LatestOutputs latest;
    private final PostgresOutputs postgres;
    private final OutputCounters counters;
    private final LiveStream stream;
    private final StageTimes stageTimes;
    private final ReadLimit limit;
    private final List<Route> routes;

    /**
     * Creates the routes. Opens no connection.
     *
     * @param outputs where the outputs of each pipeline are
     * @param maxRecords how many of the last records of each output topic are read at the start, and how many scores and dead letters are kept in memory
     * @param maxReads how many requests may wait for a store at a time; the others are answered with 503
     * @param stageTimes the time of each stage, where it is known
     * @throws IllegalArgumentException if the outputs of two pipelines could not be distinguished
     */
    public ReadApi(
            List<PipelineOutputs> outputs, int maxRecords, int maxReads, StageTimes stageTimes, InstantSource clock) {
        this.limit = new ReadLimit(maxReads);
        this.pipelines = new OutputDirectory(outputs);
        this.feed = new OutputFeed(outputs, maxRecords);
        this.latest = new LatestOutputs(outputs);
        this.postgres = new PostgresOutputs(outputs);
        this.counters = new OutputCounters(clock);
        this.stream = new LiveStream(pipelines, counters);
        this.stageTimes = stageTimes;
        MemoryOutputs memory = new MemoryOutputs(feed::isCaughtUp, maxRecords, MAX_BYTES);
        feed.add(memory);
        feed.add(counters);
        feed.add(stream);
        this.routes = routes(new OutputReads(latest, postgres, memory), new ReleaseReads(pipelines, clock));
    }

    private List<Route> routes(OutputReads reads, ReleaseReads releases) {
        ScoreReads scores = new ScoreReads(pipelines, reads, new ScoreExplanations(releases));
        DeadLetterReads letters = new DeadLetterReads(pipelines, reads);
        DeadLetterReplays replays = new DeadLetterReplays(pipelines, letters);
        return List.of(
                Route.get("/v1/pipelines", new ReadEndpoint(this::pipelines)),
                get("/v1/scores", scores::all),
                get("/v1/scores/{id}", scores::ofEvent),
                get("/v1/scores/{id}/explanation", scores::explanation),
                get("/v1/dead-letters", letters::all),
                get("/v1/dead-letters/{ref}", letters::one),
                Route.post("/v1/dead-letters/{ref}/replay", Role.OPERATE, 0, limited(replays::replay)),
                Route.get("/v1/counters", new ReadEndpoint(this::counters)),
                get("/v1/releases", releases::all),
                Route.get("/v1/stream", Endpoint.blocking(stream::open)));
    }

    private Route get(String template, ReadEndpoint.Reader reader) {
        return Route.get(template, new ReadEndpoint(request -> limit.within(() -> reader.read(request))));
    }

    private Endpoint limited(Endpoint.Blocking endpoint) {
        return Endpoint.blocking(request -> limit.within(() -> endpoint.handle(request)));
    }

    /** Returns the routes. */
    public List<Route> routes() {
        return routes;
    }

    /** Returns the feed of the outputs, for other listeners. */
    public OutputFeed feed() {
        return feed;
    }

    /** Starts to follow the output topics. */
    public void start() {
        feed.start();
        stream.start();
    }

    private JsonElement pipelines(ApiRequest request) {
        ReadQuery unused = ReadQuery.of(request, Set.of());
        JsonArray all = new JsonArray();
        pipelines.all().forEach(outputs -> all.add(json(outputs)));
        JsonObject json = new JsonObject();
        json.add("pipelines", all);
        return json;
    }

    private static JsonObject json(PipelineOutputs outputs) {
        JsonObject json = new JsonObject();
        json.addProperty("name", outputs.pipeline().name());
        json.add("sources", texts(outputs.pipeline().topics()));
        json.add("scores", texts(outputs.scoreTopics()));
        json.add("deadLetters", texts(outputs.deadLetterTopics()));
        json.add("decisions", texts(outputs.decisions()));
        outputs.score()
                .map(Score::scorer)
                .flatMap(scorer -> scorer.scorecard())
                .ifPresent(card -> json.add("scorecard", json(card)));
        json.add(
                "lookups",
                texts(outputs.pipeline().flux().components(Lookup.class).stream()
                        .map(Lookup::name)
                        .toList()));
        eventContent(outputs.pipeline().flux()).ifPresent(body -> json.addProperty("eventContent", body.name()));
        json.add(
                "reads",
                texts(OutputReads.sources(outputs).stream()
                        .map(source -> source.text())
                        .toList()));
        return json;
    }

    /** Returns what the scores contain of their event; empty if the stages that publish them differ. */
    private static Optional<PublishScore.Body> eventContent(Pipeline flux) {
        List<PublishScore.Body> bodies = flux.stages()
                .filter(PublishScore.class::isInstance)
                .map(stage -> ((PublishScore) stage).body())
                .distinct()
                .toList();
        return bodies.size() == 1 ? Optional.of(bodies.get(0)) : Optional.empty();
    }

    private static JsonObject json(Scorecard card) {
        JsonObject json = new JsonObject();
        json.addProperty("name", card.name());
        json.addProperty("version", card.version());
        json.addProperty("hash", card.hash());
        return json;
    }

    private static JsonArray texts(Collection<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private JsonElement counters(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, Set.of("pipeline"));
        List<String> names = pipelines.selected(query.text("pipeline")).stream()
                .map(outputs -> outputs.pipeline().name())
                .toList();
        JsonObject json = counters.json(names);
        JsonArray stages = new JsonArray();
        names.forEach(name -> stageTimes.of(name).forEach(time -> {
            JsonObject stage = new JsonObject();
            stage.addProperty("name", time.name());
            stage.addProperty("p50Millis", time.p50Millis());
            stage.addProperty("p99Millis", time.p99Millis());
            stages.add(stage);
        }));
        json.add("stages", stages);
        return json;
    }

    /** Ends the live streams; no new ones are opened. */
    public void endStreams() {
        stream.close();
    }

    /** Ends the streams and closes all connections. */
    @Override
    public void close() {
        stream.close();
        feed.close();
        latest.close();
        postgres.close();
    }
}
