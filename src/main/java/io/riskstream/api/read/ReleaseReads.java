package io.riskstream.api.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.Times;
import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.score.release.Canary;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleasedScorecard;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.tools.release.LoggedReleases;
import io.riskstream.tools.release.ReleaseControl;
import io.riskstream.tools.release.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads which versions of the scorecards are released, and what the workers apply. The log of a pipeline is read at most once in some seconds. */
final class ReleaseReads {
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** What the log of a pipeline contained at a time. */
    private record Logged(Instant readAt, LoggedReleases releases, List<WorkerReport> workers) {}

    private final OutputDirectory pipelines;
    private final InstantSource clock;
    private final Map<String, Logged> cache = new ConcurrentHashMap<>();

    ReleaseReads(OutputDirectory pipelines, InstantSource clock) {
        this.pipelines = pipelines;
        this.clock = clock;
    }

    /** Returns the releases of the pipelines that a request selects. */
    JsonElement all(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, Set.of("pipeline"));
        JsonArray items = new JsonArray();
        JsonArray workers = new JsonArray();
        for (PipelineOutputs outputs : pipelines.selected(query.text("pipeline"))) {
            add(outputs, items, workers);
        }
        JsonObject json = new JsonObject();
        json.add("items", items);
        json.add("workers", workers);
        return json;
    }

    private void add(PipelineOutputs outputs, JsonArray items, JsonArray workers) {
        Optional<Scorecard> initial = outputs.score().map(Score::scorer).flatMap(scorer -> scorer.scorecard());
        if (initial.isEmpty()) {
            return; // a scorer without versions
        }
        Optional<Logged> logged = logged(outputs);
        List<Release> releases = logged.map(log -> log.releases().all()).orElse(List.of());
        Optional<Release> current =
                logged.flatMap(log -> log.releases().history().at(clock.millis()));
        for (int i = releases.size() - 1; i >= 0; i--) {
            items.add(json(outputs, releases.get(i), logged.orElseThrow().releases(), current));
        }
        items.add(ofFluxFile(outputs, initial.get(), current.isEmpty()));
        logged.ifPresent(log -> log.workers().forEach(worker -> workers.add(json(outputs, worker))));
    }

    private static JsonObject json(
            PipelineOutputs outputs, Release release, LoggedReleases logged, Optional<Release> current) {
        JsonObject json = version(logged, release.active());
        json.addProperty("pipeline", outputs.pipeline().name());
        json.addProperty("scorecard", release.scorecard());
        json.addProperty("current", current.filter(release::equals).isPresent());
        json.addProperty("command", release.command());
        json.addProperty("from", Times.text(Instant.ofEpochMilli(release.from())));
        json.addProperty("by", release.by());
        json.addProperty("reason", release.reason());
        release.canary().ifPresent(canary -> json.add("canary", json(logged, canary)));
        release.shadow().ifPresent(hash -> json.add("shadow", version(logged, hash)));
        return json;
    }

    private static JsonObject json(LoggedReleases logged, Canary canary) {
        JsonObject json = version(logged, canary.hash());
        json.addProperty("percent", canary.percent());
        return json;
    }

    private static JsonObject version(LoggedReleases logged, String hash) {
        JsonObject json = new JsonObject();
        logged.version(hash).map(ScorecardVersion::version).ifPresent(version -> json.addProperty("version", version));
        json.addProperty("hash", hash);
        return json;
    }

    private static JsonObject ofFluxFile(PipelineOutputs outputs, Scorecard initial, boolean current) {
        JsonObject json = new JsonObject();
        json.addProperty("pipeline", outputs.pipeline().name());
        json.addProperty("scorecard", initial.name());
        json.addProperty("version", initial.version());
        json.addProperty("hash", initial.hash());
        json.addProperty("current", current);
        json.addProperty("command", "flux-file");
        initial.shadow().ifPresent(shadow -> {
            JsonObject version = new JsonObject();
            version.addProperty("version", shadow.version());
            version.addProperty("hash", shadow.hash());
            json.add("shadow", version);
        });
        return json;
    }

    private static JsonObject json(PipelineOutputs outputs, WorkerReport worker) {
        JsonObject json = new JsonObject();
        json.addProperty("pipeline", outputs.pipeline().name());
        json.addProperty("worker", worker.worker());
        worker.active().ifPresent(hash -> json.addProperty("active", hash));
        json.addProperty("reportedAt", Times.text(Instant.ofEpochMilli(worker.reportedAt())));
        JsonObject refused = new JsonObject();
        worker.refused().forEach(refused::addProperty);
        json.add("refused", refused);
        return json;
    }

    /**
     * Returns a version that was released to a pipeline; empty if the log does not have it.
     *
     * @throws io.riskstream.text.ConfigurationException if it cannot score the events of the pipeline
     */
    Optional<Scorecard> released(PipelineOutputs outputs, String hash) {
        return logged(outputs)
                .flatMap(log -> log.releases().version(hash))
                .map(version ->
                        version.read(outputs.score().orElseThrow().scorer().eventType()));
    }

    /** Returns the log of a pipeline; empty if it follows no releases in Kafka, or the topic does not exist yet. */
    private Optional<Logged> logged(PipelineOutputs outputs) {
        Optional<ReleasedScorecard> scorer = outputs.score()
                .map(Score::scorer)
                .filter(ReleasedScorecard.class::isInstance)
                .map(ReleasedScorecard.class::cast);
        if (scorer.isEmpty() || !(scorer.get().store() instanceof ReleaseTopic topic)) {
            return Optional.empty();
        }
        Logged known = cache.get(outputs.pipeline().name());
        if (known != null && known.readAt().plus(FRESH).isAfter(clock.instant())) {
            return Optional.of(known);
        }
        ReleaseControl control = new ReleaseControl(topic, clock);
        if (!control.exists()) {
            return Optional.empty();
        }
        Scorecard initial = scorer.get().initial();
        Logged read = new Logged(clock.instant(), control.read(initial), control.workers(initial.name()));
        cache.put(outputs.pipeline().name(), read);
        return Optional.of(read);
    }
}
