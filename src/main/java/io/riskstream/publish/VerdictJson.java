package io.riskstream.publish;

import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes verdicts of one scorecard as members of a JSON object. What one verdict has in common with the next, such as the text of a reason, is made
 * JSON once. One thread's.
 */
final class VerdictJson {
    /** A scorecard has some tens of reasons; whoever writes texts of their own into them shall not fill the memory. */
    private static final int MOST_REASONS = 10_000;

    private static final byte[] SCORE = JsonOutput.named("score");
    private static final byte[] DECISION = JsonOutput.named("decision");
    private static final byte[] REASONS = JsonOutput.named("reasons");
    private static final byte[] DEGRADED = JsonOutput.named("degraded");
    private static final byte[] UNEVALUATED = JsonOutput.named("unevaluated");
    private static final byte[] TEXT = JsonOutput.named("text");

    /** A reason but for its points: what stands before them, and what after. */
    private record Wording(String text, byte[] before, byte[] after) {
        static Wording of(Reason reason) {
            byte[] code = new JsonOutput()
                    .name("code")
                    .value(reason.code())
                    .name("points")
                    .utf8();
            byte[] text = new JsonOutput().value(reason.text()).utf8();
            return new Wording(reason.text(), code, text);
        }
    }

    private final Map<String, Wording> wordings = new HashMap<>();
    private Verdict like;
    private byte[] scorecard = {};

    /** Writes the verdict, but for its shadow. */
    void write(Verdict verdict, JsonOutput json) {
        json.name(SCORE).value(verdict.score());
        json.name(DECISION).value(verdict.decision());
        json.name(REASONS).beginArray();
        List<Reason> reasons = verdict.reasons();
        for (int i = 0; i < reasons.size(); i++) {
            write(reasons.get(i), json);
        }
        json.endArray();
        byte[] members = scorecard(verdict);
        json.raw(members, 0, members.length);
        write(DEGRADED, verdict.degraded(), json);
        write(UNEVALUATED, verdict.unevaluated(), json);
    }

    private void write(Reason reason, JsonOutput json) {
        Wording wording = wordings.get(reason.code());
        if (wording == null || !wording.text().equals(reason.text())) {
            wording = Wording.of(reason);
            if (wordings.size() >= MOST_REASONS) {
                wordings.clear();
            }
            wordings.put(reason.code(), wording);
        }
        json.beginObject();
        json.name(wording.before()).value(reason.points());
        json.name(TEXT).raw(wording.after(), 0, wording.after().length);
        json.endObject();
    }

    /** Name, version and hash, which change with the scorecard alone. */
    private byte[] scorecard(Verdict verdict) {
        if (like == null
                || !like.hash().equals(verdict.hash())
                || !like.version().equals(verdict.version())
                || !like.scorecard().equals(verdict.scorecard())) {
            like = verdict;
            JsonOutput json = new JsonOutput();
            json.name("scorecard").value(verdict.scorecard());
            json.name("version").value(verdict.version());
            json.name("hash").value(verdict.hash());
            scorecard = json.utf8();
        }
        return scorecard;
    }

    private static void write(byte[] name, List<String> strings, JsonOutput json) {
        json.name(name).beginArray();
        for (int i = 0; i < strings.size(); i++) {
            json.value(strings.get(i));
        }
        json.endArray();
    }
}
