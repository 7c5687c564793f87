package io.riskstream.tools.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.event.Event;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.score.Explanation;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import io.riskstream.tools.backtest.RestoreFields;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Explains a published score from what its message contains: the fields of the event and the values of the look-ups, as they were then. */
final class RecordedScoreReport {
    private final PrintWriter out;

    RecordedScoreReport(PrintWriter out) {
        this.out = out;
    }

    /**
     * Explains a score with a scorecard, and compares the result with what was published.
     *
     * @return false if the message does not contain what is needed, or the scorecard that made the score now gives another result
     */
    boolean write(Event message, Scorecard card) {
        Outcome restored = new RestoreFields(card.eventType(), List.of(card)).apply(message);
        if (restored instanceof Outcome.Reject reject) {
            out.println("cannot be explained: " + reject.rejections().get(0).message());
            out.println(
                    "Without the values of the look-ups at that time, any score would be another one than was published.");
            return false;
        }
        Event event = message.with(((Outcome.Pass) restored).patch());
        JsonObject recorded = JsonParser.parseString(new String(message.original(), StandardCharsets.UTF_8))
                .getAsJsonObject();
        Explanation explanation = card.explain(event);
        Verdict verdict = explanation.verdict();
        boolean sameCard = text(recorded, "hash").equals(verdict.hash());
        List<String> differences = differences(recorded, verdict);
        out.printf(
                "published  score %s, %s; scorecard %s, version %s (%s)%n",
                text(recorded, "score"),
                text(recorded, "decision"),
                text(recorded, "scorecard"),
                text(recorded, "version"),
                shortHash(text(recorded, "hash")));
        if (!sameCard) {
            out.println(
                    "note       another version of the scorecard made this score; --scorecard REVISION:FILE names that version");
        } else if (differences.isEmpty()) {
            out.println("reproduced exactly, with the values of the fields at that time");
        }
        differences.forEach(difference -> out.println((sameCard ? "DIFFERS    " : "now        ") + difference));
        new ExplanationReport(out).write(event, explanation);
        return !sameCard || differences.isEmpty();
    }

    private static String shortHash(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
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
