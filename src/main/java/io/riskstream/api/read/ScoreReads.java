package io.riskstream.api.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads scores by event, by key and by decision. */
final class ScoreReads {
    private static final Set<String> OF_EVENT = Set.of("pipeline", "all", "limit", "after");
    private static final Set<String> OF_ALL =
            Set.of("pipeline", "key", "policy", "decision", "since", "until", "limit", "after");

    private final OutputDirectory pipelines;
    private final OutputReads reads;
    private final ScoreExplanations explanations;

    ScoreReads(OutputDirectory pipelines, OutputReads reads, ScoreExplanations explanations) {
        this.pipelines = pipelines;
        this.reads = reads;
        this.explanations = explanations;
    }

    /** Returns the latest score of an event, or all with the parameter {@code all}. */
    JsonElement ofEvent(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, OF_EVENT);
        String id = query.path("id");
        List<PipelineOutputs> selected = pipelines.selected(query.text("pipeline"));
        if (!query.flag("all")) {
            return latest(selected, id).json();
        }
        return page(reads.scores(selected, ScoreQuery.ofId(id, query.after(), query.limit())), PublishedScore::json);
    }

    private PublishedScore latest(List<PipelineOutputs> selected, String id) {
        return reads.latest(selected, id).orElseThrow(ScoreReads::notFound);
    }

    private static ProblemException notFound() {
        return new ProblemException(
                Problem.of(
                        404,
                        "there is no score of this event; it may not be scored yet, be among the dead letters, or be older than the store keeps"));
    }

    /** Returns the scores that a query selects. */
    JsonElement all(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, OF_ALL);
        Optional<String> key = query.text("key");
        Optional<String> policy = query.text("policy");
        if (key.isPresent() && policy.isPresent()) {
            throw new ProblemException(Problem.of(
                    400, "the parameters 'key' and 'policy' both name the key of a score; give one of them"));
        }
        return page(
                reads.scores(
                        pipelines.selected(query.text("pipeline")),
                        new ScoreQuery(
                                Optional.empty(),
                                key.or(() -> policy),
                                query.text("decision"),
                                query.time("since"),
                                query.time("until"),
                                query.after(),
                                query.limit())),
                PublishedScore::json);
    }

    /** Explains the latest score of an event. */
    JsonElement explanation(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, Set.of("pipeline"));
        PublishedScore score = latest(pipelines.selected(query.text("pipeline")), query.path("id"));
        return explanations.of(pipelines.named(score.pipeline()), score);
    }

    /** Returns the document of a page. */
    static <T> JsonObject page(OutputReads.Page<T> page, Function<T, JsonObject> json) {
        JsonArray items = new JsonArray();
        page.items().forEach(item -> items.add(json.apply(item)));
        JsonObject document = new JsonObject();
        document.add("items", items);
        document.add(
                "next",
                page.next()
                        .map(Cursor::text)
                        .<JsonElement>map(JsonPrimitive::new)
                        .orElse(JsonNull.INSTANCE));
        return document;
    }
}
