package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.storm.Config;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private final DeliveryLedger ledger = new DeliveryLedger();
    private OptionalLong notStored = OptionalLong.empty();

    @Test
    void countsTheEventsForWhichARuleCouldNotBeEvaluated() {
        score(0, "[\"fleet\", \"expensive\"]");
        score(1, "[\"fleet\"]");
        score(2, "[]");
        assertEquals(Map.of("fleet", 2L, "expensive", 1L), ledger.totals().unevaluated());
        String text = report();
        assertTrue(
                text.contains(
                        "\nrules not evaluated, for example because a field is missing\n expensive 1\n fleet 2\nhighest"),
                text);
    }

    @Test
    void doesNotMentionRulesIfAllWereEvaluated() {
        score(0, "[]");
        assertFalse(report().contains("rules"), report());
    }

    @Test
    void namesTheNumberOfOutputsThatAreNotStored() {
        score(0, "[]");
        assertFalse(report().contains("STORED"), report());
        notStored = OptionalLong.of(0);
        assertFalse(report().contains("STORED"), report());
        notStored = OptionalLong.of(3);
        assertTrue(report().contains("NOT STORED: PostgreSQL lacks 3 outputs"), report());
    }

    private void score(long offset, String unevaluated) {
        ledger.sent(0, offset);
        ledger.scored(0, offset, "accept", 1);
        ledger.unevaluated(ScoredEvent.of(JsonParser.parseString(
                                "{\"id\": \"1\", \"score\": 0, \"decision\": \"accept\", \"reasons\": [], \"unevaluated\": "
                                        + unevaluated + "}")
                        .getAsJsonObject())
                .unevaluated());
    }

    @Test
    void printsWhereTheShadowScorecardDecidesDifferently() {
        assertFalse(report().contains("challenger"), report());
        ledger.shadow("accept", "accept");
        ledger.shadow("accept", "review");
        ledger.shadow("review", "accept");
        ledger.shadow("accept", "review");

        assertTrue(
                report().contains(
                                "champion against challenger: the shadow scorecard decides 3 of 4 events differently (75.00%)\n"
                                        + " accept -> review 2\n review -> accept 1\n"),
                report());
    }

    @Test
    @SuppressWarnings("deprecation") // Storm's interface of reporters, which Storm itself still uses
    void printsTheCountsOfHistories() {
        assertFalse(report().contains("histories"), report());
        MetricRegistry registry = new MetricRegistry();
        new RunMetrics().prepare(registry, Map.of(Config.TOPOLOGY_NAME, "histories of a test"), Map.of());
        String prefix = "storm.topology.claims-1.host.score.4.6700-history.policy_claims.";
        registry.counter(prefix + "appended").inc(20);
        registry.counter(prefix + "late").inc(3);
        RunMetrics metrics = RunMetrics.of("histories of a test");
        RunMetrics.forget("histories of a test");

        assertTrue(
                report(metrics)
                        .contains(
                                "\nhistories added unkeyed errors late truncated trimmed\n policy_claims 20 0 0 3 0 0\n"),
                report(metrics));
    }

    private String report() {
        return report(RunMetrics.of("no such topology"));
    }

    private String report(RunMetrics metrics) {
        RunSummary summary = RunSummary.of("claims", Optional.empty(), ledger.totals(), 1, notStored, metrics);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new RunReport(new PrintStream(out, true, StandardCharsets.UTF_8))
                .print(summary, List.of(), Path.of("target/run"), Duration.ofSeconds(1));
        return out.toString(StandardCharsets.UTF_8).replaceAll(" +", " ");
    }
}
