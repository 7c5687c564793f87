package io.riskstream.publish;

import io.riskstream.event.Degradation;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes verdicts of one scorecard as members of a JSON object. Parts that verdicts share, such as the text of a reason, are encoded once. Not
 * thread-safe.
 */
final class VerdictJson {
    /** A scorecard has some tens of reasons; the limit bounds the memory if a scorer of another kind creates a new text for each event. */
    private static final int MAX_CACHED_REASONS = 10_000;

    private static final byte[] SCORE = JsonOutput.encodedName("score");
    private static final byte[] DECISION = JsonOutput.encodedName("decision");
    private static final byte[] REASONS = JsonOutput.encodedName("reasons");
    private static final byte[] DEGRADED = JsonOutput.encodedName("degraded");
    private static final byte[] DEGRADED_CAUSES = JsonOutput.encodedName("degradedCauses");
    private static final byte[] UNEVALUATED = JsonOutput.encodedName("unevaluated");
    private static final byte[] TEXT = JsonOutput.encodedName("text");

    /** The encoded parts of a reason before and after its points. */
    private record EncodedReason(String text, byte[] before, byte[] after) {
        static EncodedReason of(Reason reason) {
            byte[] code = new JsonOutput()
                    .name("code")
                    .value(reason.code())
                    .name("points")
                    .utf8();
            byte[] text = new JsonOutput().value(reason.text()).utf8();
            return new EncodedReason(reason.text(), code, text);
        }
    }

    private final Map<String, EncodedReason> encodedReasons = new HashMap<>();
    /** The verdict whose scorecard is encoded in {@link #scorecard}. */
    private Verdict current;

    private byte[] scorecard = {};

    /** Writes the verdict without its shadow. */
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
        if (!verdict.degradations().isEmpty()) {
            writeCauses(verdict.degradations(), json);
        }
        write(UNEVALUATED, verdict.unevaluated(), json);
    }

    private void write(Reason reason, JsonOutput json) {
        EncodedReason encoded = encodedReasons.get(reason.code());
        if (encoded == null || !encoded.text().equals(reason.text())) {
            encoded = EncodedReason.of(reason);
            if (encodedReasons.size() >= MAX_CACHED_REASONS) {
                encodedReasons.clear();
            }
            encodedReasons.put(reason.code(), encoded);
        }
        json.beginObject();
        json.name(encoded.before()).value(reason.points());
        json.name(TEXT).raw(encoded.after(), 0, encoded.after().length);
        json.endObject();
    }

    /** Returns the encoded name, version and hash, which change only with the scorecard. */
    private byte[] scorecard(Verdict verdict) {
        if (current == null
                || !current.hash().equals(verdict.hash())
                || !current.version().equals(verdict.version())
                || !current.scorecard().equals(verdict.scorecard())) {
            current = verdict;
            JsonOutput json = new JsonOutput();
            json.name("scorecard").value(verdict.scorecard());
            json.name("version").value(verdict.version());
            json.name("hash").value(verdict.hash());
            scorecard = json.utf8();
        }
        return scorecard;
    }

    private static void writeCauses(List<Degradation> degradations, JsonOutput json) {
        json.name(DEGRADED_CAUSES).beginObject();
        for (int i = 0; i < degradations.size(); i++) {
            json.name(degradations.get(i).lookup())
                    .value(degradations.get(i).cause().code());
        }
        json.endObject();
    }

    private static void write(byte[] name, List<String> strings, JsonOutput json) {
        json.name(name).beginArray();
        for (int i = 0; i < strings.size(); i++) {
            json.value(strings.get(i));
        }
        json.endArray();
    }
}
