package io.riskstream.bench.peers;

/**
 * The rules of {@code topologies/bench-claims/scorecard.yaml}, written by hand. They are ordered by their points, so that the reasons of a
 * claim are ranked without sorting.
 */
public final class ClaimRules {
    static final String SCORECARD = "bench-claims";
    static final String VERSION = "1";

    static final String[] CODES = {"r2", "r1", "r9", "r5", "r6", "r7", "r3", "r4", "r8", "r11", "r10", "r12"};
    static final int[] POINTS = {20, 10, 8, 7, 7, 6, 5, 5, 4, 3, 3, 2};
    static final String[] TEXTS = {
        "very large",
        "large",
        "rival",
        "customer",
        "policy",
        "county",
        "low deductible",
        "several vehicles",
        "market",
        "coast",
        "weather",
        "history"
    };

    private ClaimRules() {}

    /** Returns the rules that a claim matches, one bit for each. A rule with a missing record does not match. */
    public static int met(
            Claim claim, Rates customer, Rates policy, Rates county, Rates market, Rates rival, Rates weather) {
        int met = claim.amount >= 20_000 ? 1 : 0;
        met |= claim.amount >= 5_000 ? 1 << 1 : 0;
        met |= rival != null && claim.amount > rival.a() * 20 ? 1 << 2 : 0;
        met |= customer != null && customer.a() > 500 ? 1 << 3 : 0;
        met |= policy != null && policy.b() < 100 ? 1 << 4 : 0;
        met |= county != null && county.a() * 2 > 1_200 ? 1 << 5 : 0;
        met |= claim.deductible != Claim.ABSENT && claim.deductible < 250 ? 1 << 6 : 0;
        met |= claim.vehicles != Claim.ABSENT && claim.vehicles > 1 ? 1 << 7 : 0;
        met |= market != null && (market.b() > 900 || market.a() < 50) ? 1 << 8 : 0;
        met |= claim.state.equals("TX") || claim.state.equals("FL") || claim.state.equals("LA") ? 1 << 9 : 0;
        met |= weather != null && weather.a() > 300 && weather.b() > 300 ? 1 << 10 : 0;
        met |= customer != null && policy != null && customer.b() + policy.a() > 1_500 ? 1 << 11 : 0;
        return met;
    }

    /** Returns the sum of the points of the matching rules. */
    public static int score(int met) {
        int score = 0;
        for (int rest = met; rest != 0; rest &= rest - 1) {
            score += POINTS[Integer.numberOfTrailingZeros(rest)];
        }
        return score;
    }

    /** Returns the decision for a score. */
    public static String decision(int score) {
        return score >= 40 ? "refer" : score >= 20 ? "review" : "accept";
    }
}
