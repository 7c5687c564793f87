package io.riskstream.tools.local;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A scored event for the list of the highest scores. */
record ScoredEvent(String id, double score, String decision, List<String> reasons) {
    /** Returns the event of a published score. */
    static ScoredEvent of(JsonObject score) {
        List<String> reasons = new ArrayList<>();
        for (JsonElement reason : score.getAsJsonArray("reasons")) {
            reasons.add(reason.getAsJsonObject().get("code").getAsString());
        }
        return new ScoredEvent(
                score.get("id").getAsString(),
                score.get("score").getAsDouble(),
                score.get("decision").getAsString(),
                reasons);
    }
}
