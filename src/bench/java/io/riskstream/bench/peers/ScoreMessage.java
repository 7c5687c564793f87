package io.riskstream.bench.peers;

import java.util.ArrayList;
import java.util.List;

/** The output of a peer for a claim, written by Jackson. */
public record ScoreMessage(
        String id, double score, String decision, List<Reason> reasons, String scorecard, String version) {

    /** A matching rule. */
    public record Reason(String code, double points, String text) {}

    private static final Reason[] REASONS = new Reason[ClaimRules.CODES.length];

    static {
        for (int i = 0; i < REASONS.length; i++) {
            REASONS[i] = new Reason(ClaimRules.CODES[i], ClaimRules.POINTS[i], ClaimRules.TEXTS[i]);
        }
    }

    /** Returns the message for a claim that matches these rules. */
    public static ScoreMessage of(Claim claim, int met) {
        List<Reason> reasons = new ArrayList<>(Integer.bitCount(met));
        for (int rest = met; rest != 0; rest &= rest - 1) {
            reasons.add(REASONS[Integer.numberOfTrailingZeros(rest)]);
        }
        int score = ClaimRules.score(met);
        return new ScoreMessage(
                claim.id, score, ClaimRules.decision(score), reasons, ClaimRules.SCORECARD, ClaimRules.VERSION);
    }
}
