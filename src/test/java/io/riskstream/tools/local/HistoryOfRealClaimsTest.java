package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.testing.PipelineResult;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs real claims through the shipped pipelines in the order of time, and measures what the rules that read histories add: the AUC of the scorecard with their
 * points and without them, each with an interval of 95 % by a bootstrap of the claims.
 */
@Tag("stores") // not because of a store: it takes some seconds
class HistoryOfRealClaimsTest {
    private record Scored(boolean label, double with, double without) {}

    private record Run(List<Scored> scored, List<Map<String, Object>> features) {}

    @BeforeAll
    static void assumeClaims() {
        assumeTrue(Files.isDirectory(Runs.SHARED), "the real claims in ../shared/data are not on this machine");
    }

    @Test
    void theRulesOnHistoriesImproveTheScoresOfFloodClaims() {
        Run run = run(
                "flood",
                Set.of("claims-in-a-month"),
                Set.of("community_claims.count_30d", "community_claims.count_3650d", "property_claims.count_3650d"),
                RealClaims.largeFlood());
        assertTrue(report("flood", run.scored()) > 0, "the rules improve no score");
        assertTrue(
                run.features().stream().anyMatch(features -> (Long) features.get("property_claims.count_3650d") > 0),
                "no property has an earlier claim");
    }

    @Test
    void theRulesOnHistoriesDoNotChangeTheScoresOfCarClaimsWithoutEarlierClaims() {
        Run run = run(
                "auto",
                Set.of("claims-on-policy"),
                Set.of("policy_claims.count_365d", "city_claims.count_365d"),
                RealClaims.fraud());
        assertEquals(0, report("auto", run.scored()), "each policy has one claim in this table");
        assertTrue(
                run.features().stream().anyMatch(features -> (Long) features.get("city_claims.count_365d") > 10),
                "no city has earlier claims");
    }

    /** Runs the claims twice. In the second run all later claims are in the histories: the features must be the same. */
    private static Run run(String name, Set<String> rules, Set<String> counts, Predicate<Event> label) {
        List<Event> events = new ArrayList<>();
        List<Scored> scored = new ArrayList<>();
        List<Map<String, Object>> features = new ArrayList<>();
        try (RealClaims claims = new RealClaims(name)) {
            EventType type = claims.type();
            for (Event event : claims.events()) {
                PipelineResult result = claims.run(event);
                if (result.verdict().isPresent()) {
                    Event last = result.lastEvent().orElseThrow();
                    double points = result.verdict().get().reasons().stream()
                            .filter(reason -> rules.contains(reason.code()))
                            .mapToDouble(Reason::points)
                            .sum();
                    double score = result.verdict().get().score();
                    events.add(event);
                    scored.add(new Scored(label.test(last), score, score - points));
                    features.add(features(last, type, counts));
                }
            }
            for (int i = 0; i < events.size(); i++) {
                Event last = claims.run(events.get(i)).lastEvent().orElseThrow();
                assertEquals(
                        features.get(i),
                        features(last, type, counts),
                        "claim " + i + " reads a claim that came after it, or itself");
            }
        }
        return new Run(scored, features);
    }

    private static Map<String, Object> features(Event event, EventType type, Set<String> counts) {
        Map<String, Object> features = new TreeMap<>();
        counts.forEach(path -> features.put(path, event.values().object(type.slot(path))));
        return features;
    }

    /** Prints the AUC with and without the rules. Returns the difference. */
    private static double report(String name, List<Scored> scored) {
        double with = auc(scored, true);
        double without = auc(scored, false);
        Random random = new Random(1);
        double[] differences = new double[200];
        for (int i = 0; i < differences.length; i++) {
            List<Scored> sample = IntStream.range(0, scored.size())
                    .mapToObj(ignored -> scored.get(random.nextInt(scored.size())))
                    .toList();
            differences[i] = auc(sample, true) - auc(sample, false);
        }
        Arrays.sort(differences);
        System.out.printf(
                "%s: AUC %.3f with the rules on histories, %.3f without; difference %+.3f, 95 %% from %+.3f to %+.3f, over %d claims%n",
                name, with, without, with - without, differences[5], differences[194], scored.size());
        return with - without;
    }

    /** Returns the probability that a claim with the label has a higher score than one without; ties count half. */
    private static double auc(List<Scored> scored, boolean with) {
        double[] positives = scores(scored, with, true);
        double[] negatives = scores(scored, with, false);
        double wins = 0;
        for (double positive : positives) {
            int below = below(negatives, positive);
            int upTo = below(negatives, Math.nextUp(positive));
            wins += below + (upTo - below) / 2.0;
        }
        return wins / positives.length / negatives.length;
    }

    private static double[] scores(List<Scored> scored, boolean with, boolean label) {
        return scored.stream()
                .filter(one -> one.label() == label)
                .mapToDouble(one -> with ? one.with() : one.without())
                .sorted()
                .toArray();
    }

    /** Returns how many sorted numbers are below a limit. */
    private static int below(double[] sorted, double limit) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
