package io.riskstream.tools.backtest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.event.Event;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.score.Explanation;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The explanation of a published score, from what its message contains: the fields of the event and the values of the look-ups, as they were then.
 *
 * @param event the event with these fields
 * @param recorded the published score
 * @param explanation what the scorecard gives for the event now
 * @param sameScorecard true if the scorecard has the hash of the one that made the score
 * @param differences a sentence for each part of the published verdict that the explanation does not have
 */
public record RecordedExplanation(
        Event event, JsonObject recorded, Explanation explanation, boolean sameScorecard, List<String> differences) {
    /**
     * Explains a score with a scorecard, and compares the result with what was published.
     *
     * @param message the published score as the event that it is in its topic
     * @throws IllegalArgumentException if the message does not contain what is needed; its message contains no value of the event
     */
    public static RecordedExplanation of(Event message, Scorecard card) {
        Outcome restored = new RestoreFields(card.eventType(), List.of(card)).apply(message);
        if (restored instanceof Outcome.Reject reject) {
            throw new IllegalArgumentException(reject.rejections().get(0).message());
        }
        Event event = message.with(((Outcome.Pass) restored).patch());
        JsonObject recorded = JsonParser.parseString(new String(message.original(), StandardCharsets.UTF_8))
                .getAsJsonObject();
        Explanation explanation = card.explain(event);
        Verdict verdict = explanation.verdict();
        return new RecordedExplanation(
                event,
                recorded,
                explanation,
                text(recorded, "hash").equals(verdict.hash()),
                List.copyOf(differences(recorded, verdict)));
    }

    /** Returns a member of the published score as text; a question mark if it has none. */
    public String published(String name) {
        return text(recorded, name);
    }

    private static String text(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null && member.isJsonPrimitive() ? member.getAsString() : "?";
    }

    private static List<String> differences(JsonObject recorded, Verdict verdict) {
        List<String> differences = new ArrayList<>();
        JsonElement score = recorded.get("score");
        if (score == null || !score.isJsonPrimitive() || score.getAsDouble() != verdict.score()) {
            differences.add("score " + text(recorded, "score") + " was published, and is " + verdict.score());
        }
        compare("decision", text(recorded, "decision"), verdict.decision(), differences);
        compare("reasons", reasons(recorded), reasons(verdict), differences);
        return differences;
    }

    private static void compare(String what, String published, String now, List<String> differences) {
        if (!published.equals(now)) {
            differences.add(what + " " + published + " was published, and is " + now);
        }
    }

    private static String reasons(JsonObject recorded) {
        List<String> reasons = new ArrayList<>();
        if (recorded.get("reasons") != null && recorded.get("reasons").isJsonArray()) {
            for (JsonElement reason : recorded.getAsJsonArray("reasons")) {
                JsonObject object = reason.getAsJsonObject();
                reasons.add(text(object, "code") + " " + object.get("points").getAsDouble());
            }
        }
        return reasons.toString();
    }

    private static String reasons(Verdict verdict) {
        List<String> reasons = new ArrayList<>();
        for (Reason reason : verdict.reasons()) {
            reasons.add(reason.code() + " " + reason.points());
        }
        return reasons.toString();
    }
}
