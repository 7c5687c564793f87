package io.riskstream.tools.local;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A scored event, as its published score describes it.
 *
 * @param reasons the codes of the rules that fired
 * @param unevaluated the rules that could not be evaluated
 */
record ScoredEvent(String id, double score, String decision, List<String> reasons, List<String> unevaluated) {
    /** Returns the event of a published score. */
    static ScoredEvent of(JsonObject score) {
        List<String> reasons = new ArrayList<>();
        for (JsonElement reason : score.getAsJsonArray("reasons")) {
            reasons.add(reason.getAsJsonObject().get("code").getAsString());
        }
        List<String> unevaluated = new ArrayList<>();
        score.getAsJsonArray("unevaluated").forEach(rule -> unevaluated.add(rule.getAsString()));
        return new ScoredEvent(
                score.get("id").getAsString(),
                score.get("score").getAsDouble(),
                score.get("decision").getAsString(),
                reasons,
                unevaluated);
    }
}
