package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the shipped pipelines on a real Kafka, Redis and Storm. Events are serialized between all bolts, as if each bolt had its own worker. */
@ExtendWith(LocalServers.class)
class PipelinesIT {
    private static final int EVENTS = 3_000;
    private static final Set<String> HISTORIES =
            Set.of("community_claims", "property_claims", "policy_claims", "city_claims");
    private static final Set<String> HISTORY_RULES = Set.of("claims-in-a-month", "claims-on-policy");

    @TempDir
    private Path directory;

    private RunSummary run(LocalStorm storm, LocalRun.Settings settings) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            return Runs.silent(settings).run(kafka, redis, storm);
        }
    }

    @ParameterizedTest
    @CsvSource({"flood-claims, fused", "flood-claims, spout", "auto-claims, fused"})
    void givesEveryClaimTheSameReasonsHoweverTheChainIsCut(String pipeline, String cut, LocalStorm storm)
            throws IOException {
        Path chain = directory.resolve("chain");
        Path other = directory.resolve(cut);
        RunSummary ofChain = run(storm, patient(Path.of("flux", pipeline + ".yaml"), chain));
        RunSummary ofOther = run(storm, patient(Path.of("flux", pipeline + "-" + cut + ".yaml"), other));
        for (RunSummary summary : List.of(ofChain, ofOther)) {
            assertEquals(EVENTS, summary.read());
            assertEquals(0, summary.lost());
            assertEquals(EVENTS, summary.scored() + summary.rejected());
            assertEquals(
                    Set.of("accept", "review", "refer"), summary.decisions().keySet());
            assertTrue(summary.rejections().size() >= 6, summary.rejections().toString());
            assertEveryStreamAddsUp(summary);
        }
        List<String> scores =
                Runs.lines(chain, "scores.jsonl").stream().sorted().toList();
        assertEquals(withoutHistories(scores), withoutHistories(Runs.lines(other, "scores.jsonl")));
        assertTrue(
                scores.stream().noneMatch(line -> line.contains("\"unevaluated\":[\"")), "a rule could not be judged");
        assertEquals(rejections(chain), rejections(other));
    }

    /** Returns settings with which no look-up and no history is late on a busy machine, since its fields would then be missing in one of the runs. */
    private static LocalRun.Settings patient(Path flux, Path directory) {
        LocalRun.Settings settings = Runs.simulated(flux, EVENTS, 1_000, directory);
        settings.properties().setProperty("lookups.deadline.millis", "30000");
        return settings;
    }

    /**
     * Returns the scores without what comes from histories, and without the times at which records were fetched. The features of a history depend on which claims have arrived before, and that differs between
     * two runs with several partitions. So the score and the decision are left out too; the points of all other reasons add up to them.
     */
    private static List<String> withoutHistories(List<String> scores) {
        return scores.stream().map(PipelinesIT::withoutHistories).sorted().toList();
    }

    private static String withoutHistories(String line) {
        JsonObject score = JsonParser.parseString(line).getAsJsonObject();
        score.remove("score");
        score.remove("decision");
        JsonObject event = score.getAsJsonObject("event");
        HISTORIES.forEach(event::remove);
        // when the records of the look-ups were fetched
        event.entrySet().forEach(member -> {
            if (member.getValue() instanceof JsonObject record) {
                record.remove("fetched");
            }
        });
        for (Iterator<JsonElement> reasons = score.getAsJsonArray("reasons").iterator(); reasons.hasNext(); ) {
            if (HISTORY_RULES.contains(
                    reasons.next().getAsJsonObject().get("code").getAsString())) {
                reasons.remove();
            }
        }
        return score.toString();
    }

    /** The counts must be equal, because nothing is replayed in these runs. */
    private static void assertEveryStreamAddsUp(RunSummary summary) {
        Map<String, ComponentSummary> components = summary.components();
        components.forEach((id, bolt) -> {
            long received = bolt.received().values().stream()
                    .mapToLong(ComponentSummary.Received::events)
                    .sum();
            assertEquals(received, bolt.passed() + bolt.rejected() + bolt.dropped(), id + ": " + bolt);
            bolt.stages().forEach((name, stage) -> assertTrue(stage.applyUsMean() > 0, name + ": " + stage));
        });
        ComponentSummary deadLetters = components.get("dead-letters");
        deadLetters.received().forEach((from, received) -> {
            assertEquals(components.get(from.replace(".rejected", "")).rejected(), received.events(), from);
            assertTrue(received.ageMsP99() >= received.ageMsP50(), from);
        });
        assertEquals(summary.rejected(), deadLetters.passed());
        ComponentSummary.Stage written = deadLetters.stages().get("dead-letters");
        assertEquals(written.events(), written.waited());
    }

    /** Returns the origin and the rejections of each dead letter, without the time. */
    private static List<String> rejections(Path run) throws IOException {
        return Runs.lines(run, "dead-letters.jsonl").stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(letter -> letter.get("partition") + "@" + letter.get("offset") + " " + letter.get("rejections"))
                .sorted()
                .toList();
    }

    @Test
    void separatesSevereFloodClaimsFromOthers(LocalStorm storm) throws IOException {
        assumeTrue(Files.isDirectory(Runs.SHARED), "the real claims in ../shared/data are not on this machine");
        RunSummary summary = run(
                storm,
                Runs.from(
                        Path.of("flux/flood-claims.yaml"),
                        Runs.SHARED.resolve("flood/claims.csv"),
                        Runs.SHARED.resolve("reference"),
                        directory));
        assertEquals(624, summary.read());
        assertEquals(624, summary.scored() + summary.rejected());
        assertEquals(0, summary.lost());
        double auc = auc(
                claim -> paid(claim, "amountPaidOnBuildingClaim") + paid(claim, "amountPaidOnContentsClaim") >= 50_000);
        assertTrue(auc >= 0.72, "AUC " + auc);
        System.out.printf(
                "flood: AUC %.3f over %d scored claims, %d rejected%n", auc, summary.scored(), summary.rejected());
    }

    @Test
    void separatesFraudulentCarClaimsFromOthers(LocalStorm storm) throws IOException {
        assumeTrue(Files.isDirectory(Runs.SHARED), "the real claims in ../shared/data are not on this machine");
        RunSummary summary = run(
                storm,
                Runs.from(
                        Path.of("flux/auto-claims.yaml"),
                        Runs.SHARED.resolve("auto/claims.csv"),
                        Runs.SHARED.resolve("reference"),
                        directory));
        assertEquals(599, summary.read());
        assertEquals(599, summary.scored() + summary.rejected());
        assertEquals(0, summary.lost());
        double auc = auc(claim -> claim.get("fraud_reported").getAsString().equals("Y"));
        assertTrue(auc >= 0.72, "AUC " + auc);
        System.out.printf(
                "auto: AUC %.3f over %d scored claims, %d rejected%n", auc, summary.scored(), summary.rejected());
    }

    private static double paid(JsonObject claim, String field) {
        return claim.has(field) ? claim.get(field).getAsDouble() : 0;
    }

    /** Returns the probability that a claim with the label has a higher score than one without; ties count half (Mann-Whitney). */
    private double auc(Predicate<JsonObject> label) throws IOException {
        record Scored(double score, boolean positive) {}
        List<Scored> scored = new ArrayList<>();
        for (String line : Runs.lines(directory, "scores.jsonl")) {
            JsonObject verdict = JsonParser.parseString(line).getAsJsonObject();
            scored.add(new Scored(verdict.get("score").getAsDouble(), label.test(verdict.getAsJsonObject("event"))));
        }
        scored.sort(Comparator.comparingDouble(Scored::score));
        double rankSum = 0;
        for (int from = 0; from < scored.size(); ) {
            int to = from;
            while (to < scored.size()
                    && scored.get(to).score() == scored.get(from).score()) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                rankSum += scored.get(i).positive() ? rank : 0;
            }
            from = to;
        }
        double positives = scored.stream().filter(Scored::positive).count();
        return (rankSum - positives * (positives + 1) / 2) / (positives * (scored.size() - positives));
    }
}
