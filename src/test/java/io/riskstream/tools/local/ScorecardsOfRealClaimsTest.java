package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.score.Scorecard;
import io.riskstream.testing.PipelineResult;
import io.riskstream.tools.statistics.Bootstrap;
import io.riskstream.tools.statistics.Discrimination;
import io.riskstream.tools.statistics.Interval;
import io.riskstream.tools.statistics.Label;
import io.riskstream.tools.statistics.PairedScores;
import io.riskstream.tools.statistics.ScoreCounts;
import io.riskstream.tools.statistics.ScoreTable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Judges the shipped scorecards on real claims in folds of time, which keep the claims of a storm together: the AUC of each fold, the share and the rate of each
 * band, and for each rule its lift, the ratio of the rates with it and without it, and what the AUC loses without it, all with intervals of 95 %. A rule that fires on
 * most claims has a lift near 1 whatever it separates; the ratio shows that.
 */
@Tag("stores") // not because of a store: it takes some seconds
class ScorecardsOfRealClaimsTest {
    private static final long SEED = 1;
    /** The 97.5th percentile of the standard normal distribution. */
    private static final double Z = 1.96;

    private record Scored(boolean label, String date, Verdict verdict) {
        Label outcome() {
            return label ? Label.POSITIVE : Label.NEGATIVE;
        }

        double without(String rule) {
            return verdict.score()
                    - verdict.reasons().stream()
                            .filter(reason -> reason.code().equals(rule))
                            .mapToDouble(Reason::points)
                            .sum();
        }

        boolean fired(String rule) {
            return verdict.reasons().stream().anyMatch(reason -> reason.code().equals(rule));
        }
    }

    /**
     * What the claims show about a rule.
     *
     * @param fires the number of claims for which it fires
     * @param hits how many of them have the outcome
     * @param ratio the rate of the outcome in these claims, divided by the rate in the others, with an interval by the normal distribution of its logarithm
     * @param gain the AUC with the rule minus the AUC without it
     */
    private record Evidence(
            String rule, long fires, long hits, double rate, Interval ratio, double gained, Interval gain) {
        static Evidence of(String rule, List<Scored> scored) {
            double fires = 0;
            double hits = 0;
            double positives = 0;
            PairedScores pairs = new PairedScores();
            for (Scored claim : scored) {
                fires += claim.fired(rule) ? 1 : 0;
                hits += claim.fired(rule) && claim.label() ? 1 : 0;
                positives += claim.label() ? 1 : 0;
                pairs.add(claim.without(rule), claim.verdict().score(), claim.outcome());
            }
            double others = scored.size() - fires;
            double missed = positives - hits;
            double ratio = hits / fires / (missed / others);
            double error = Math.sqrt(1 / hits - 1 / fires + 1 / missed - 1 / others);
            return new Evidence(
                    rule,
                    (long) fires,
                    (long) hits,
                    hits / fires,
                    new Interval(ratio * Math.exp(-Z * error), ratio * Math.exp(Z * error)),
                    auc(scored, claim -> claim.verdict().score()) - auc(scored, claim -> claim.without(rule)),
                    new Bootstrap(SEED).aucDifference(pairs));
        }

        /** True if the rule separates the claims, alone or beside the other rules, with a confidence of 95 %. */
        boolean isCertain() {
            return ratio.low() > 1 || gain.low() > 0;
        }

        String line(double base) {
            Interval lift = Interval.ofProportion(hits, fires).dividedBy(base);
            return String.format(
                    Locale.ROOT,
                    "rule %-27s fires %4d  lift %5.2f (%.2f to %.2f)  rate to that of the other claims %.2f to %.2f  AUC %+.4f (%+.4f to %+.4f)",
                    rule,
                    fires,
                    rate / base,
                    lift.low(),
                    lift.high(),
                    ratio.low(),
                    ratio.high(),
                    gained,
                    gain.low(),
                    gain.high());
        }
    }

    /** A range of time, by the beginning of dates. */
    private record Fold(String first, String last) {
        boolean contains(Scored claim) {
            return claim.date().compareTo(first) >= 0
                    && claim.date().substring(0, last.length()).compareTo(last) <= 0;
        }
    }

    @BeforeAll
    static void assumeClaims() {
        assumeTrue(Files.isDirectory(Runs.SHARED), "the real claims in ../shared/data are not on this machine");
    }

    @Test
    void theFloodScorecardSeparatesLargeClaimsInEachFoldWithEnoughOfThem() {
        judge(
                "flood",
                "dateOfLoss",
                RealClaims.largeFlood(),
                List.of(
                        new Fold("1985", "1994"),
                        new Fold("1995", "1995"),
                        new Fold("1996", "1999"),
                        new Fold("2000", "2003"),
                        new Fold("2004", "2005")),
                Set.of("flooded-before", "costly-before", "old-building"));
    }

    @Test
    void theCarScorecardSeparatesFraudInEachFold() {
        judge(
                "auto",
                "incident_date",
                RealClaims.fraud(),
                List.of(
                        new Fold("2015-01-01", "2015-01-10"),
                        new Fold("2015-01-11", "2015-01-20"),
                        new Fold("2015-01-21", "2015-02-28")),
                Set.of("bound-after-incident", "bound-just-before", "claims-on-policy", "umbrella"));
    }

    /**
     * Prints the measures, and fails if they do not justify the scorecard.
     *
     * @param exceptions the rules that topologies/README.md justifies by something else
     */
    private static void judge(
            String name, String date, Predicate<Event> label, List<Fold> folds, Set<String> exceptions) {
        List<Scored> scored = new ArrayList<>();
        List<String> rules;
        List<String> decisions;
        try (RealClaims claims = new RealClaims(name)) {
            EventType type = claims.type();
            Scorecard card = claims.pipeline().components(Scorecard.class).get(0);
            rules = card.parts();
            decisions = card.decisions();
            for (Event event : claims.events()) {
                PipelineResult result = claims.run(event);
                if (result.verdict().isPresent()) {
                    Event last = result.lastEvent().orElseThrow();
                    scored.add(new Scored(
                            label.test(last),
                            last.string(type.slot(date)),
                            result.verdict().get()));
                }
            }
        }
        printFolds(name, scored, folds);
        long positives = scored.stream().filter(Scored::label).count();
        double base = (double) positives / scored.size();
        judgeBands(scored, decisions);
        Set<String> unjustified = new TreeSet<>();
        for (String rule : rules) {
            Evidence evidence = Evidence.of(rule, scored);
            System.out.printf("%s %s%n", name, evidence.line(base));
            if (!evidence.isCertain() && !exceptions.contains(rule)) {
                unjustified.add(rule);
            }
        }
        assertEquals(Set.of(), unjustified, "rules for which neither the ratio of the rates nor the gain is certain");
    }

    private static void printFolds(String name, List<Scored> scored, List<Fold> folds) {
        print(name + " all", scored);
        for (Fold fold : folds) {
            List<Scored> claims = scored.stream().filter(fold::contains).toList();
            print(name + " " + fold.first() + " to " + fold.last(), claims);
            long positives = claims.stream().filter(Scored::label).count();
            if (positives >= 10) {
                assertTrue(
                        interval(claims).low() > 0.5,
                        () -> "the scores of " + fold + " may be chance: " + interval(claims));
            }
        }
    }

    private static void print(String what, List<Scored> claims) {
        Interval interval = interval(claims);
        System.out.printf(
                "%-32s %4d claims, %3d with the outcome: AUC %.3f (%.3f to %.3f)%n",
                what,
                claims.size(),
                claims.stream().filter(Scored::label).count(),
                auc(claims, claim -> claim.verdict().score()),
                interval.low(),
                interval.high());
    }

    /** Each band has claims, and a higher rate of the outcome than the band below it. */
    private static void judgeBands(List<Scored> scored, List<String> decisions) {
        double above = 1;
        for (String decision : decisions) {
            List<Scored> band = scored.stream()
                    .filter(claim -> claim.verdict().decision().equals(decision))
                    .toList();
            double share = (double) band.size() / scored.size();
            double rate = (double) band.stream().filter(Scored::label).count() / band.size();
            System.out.printf("band %-8s %4d claims (%.1f %%), rate %.3f%n", decision, band.size(), 100 * share, rate);
            assertTrue(share >= 0.1, "band " + decision + " is nearly empty");
            assertTrue(rate < above, "band " + decision + " has a higher rate than the band above it");
            above = rate;
        }
    }

    private static ScoreTable table(List<Scored> claims, Function<Scored, Double> score) {
        ScoreCounts counts = new ScoreCounts();
        claims.forEach(claim -> counts.add(score.apply(claim), claim.outcome()));
        return counts.table();
    }

    private static double auc(List<Scored> claims, Function<Scored, Double> score) {
        return Discrimination.of(table(claims, score)).auc();
    }

    private static Interval interval(List<Scored> claims) {
        return new Bootstrap(SEED).auc(table(claims, claim -> claim.verdict().score()));
    }
}
