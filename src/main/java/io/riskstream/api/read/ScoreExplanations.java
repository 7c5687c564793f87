package io.riskstream.api.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.tools.backtest.RecordedExplanation;
import java.util.List;
import java.util.Optional;

/**
 * Explains published scores, as the command {@code explain} does. If a score was published without the values of its look-ups, the explanation is made of what the
 * score contains: which rules fired with which points, and the conditions of all rules.
 */
final class ScoreExplanations {
    private final ReleaseReads releases;

    ScoreExplanations(ReleaseReads releases) {
        this.releases = releases;
    }

    /**
     * Returns the explanation of a score.
     *
     * @throws ProblemException 409 if the pipeline has no scorecard, or the score is not one of a scorecard
     */
    JsonObject of(PipelineOutputs pipeline, PublishedScore score) {
        Scorecard running = pipeline.score()
                .map(Score::scorer)
                .flatMap(scorer -> scorer.scorecard())
                .orElseThrow(
                        () -> conflict("the pipeline scores without a scorecard, so there are no rules to explain"));
        if (!(score.score() instanceof JsonObject recorded) || !recorded.has("hash")) {
            throw conflict("the published score names no scorecard, so it cannot be explained");
        }
        String hash = recorded.get("hash").getAsString();
        Scorecard card = hash.equals(running.hash())
                ? running
                : releases.released(pipeline, hash).orElse(running);
        Event message = Event.of(
                new Origin(
                        score.origin().topic(),
                        score.origin().partition(),
                        score.origin().offset(),
                        score.receivedAt().toEpochMilli(),
                        Optional.empty(),
                        List.of()),
                score.body());
        JsonObject json = new JsonObject();
        json.addProperty("pipeline", score.pipeline());
        json.addProperty("id", score.id());
        json.addProperty("origin", score.origin().toString());
        try {
            RecordedExplanation explained = RecordedExplanation.of(message, card);
            json.addProperty("complete", true);
            json.addProperty("sameScorecard", explained.sameScorecard());
            json.addProperty("reproduced", explained.differences().isEmpty());
            json.add("differences", texts(explained.differences()));
            json.add("explanation", ExplanationJson.of(explained.explanation()));
        } catch (IllegalArgumentException e) {
            json.addProperty("complete", false);
            json.addProperty("incompleteBecause", e.getMessage());
            json.addProperty("sameScorecard", hash.equals(card.hash()));
            json.addProperty("reproduced", false);
            json.add("differences", new JsonArray());
            json.add("explanation", ExplanationJson.ofRecord(recorded, card.description()));
        }
        return json;
    }

    private static JsonElement texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(Problem.of(409, detail));
    }
}
