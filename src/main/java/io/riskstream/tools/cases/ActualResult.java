package io.riskstream.tools.cases;

import io.riskstream.event.Rejection;
import io.riskstream.event.Verdict;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.StageReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Formats the actual result of an event as the YAML text of an expectation. */
final class ActualResult {
    private static final int MAX_DECIMALS = 6;

    private ActualResult() {}

    /**
     * Returns the result of an event, one line per key.
     *
     * @param maxList maximum length of a list in brackets; a longer list has one line per element
     */
    static List<String> expectation(PipelineResult run, int maxList) {
        List<String> lines = new ArrayList<>();
        switch (EventOutcome.of(run)) {
            case SCORED -> {
                Verdict verdict = run.verdict().orElseThrow();
                lines.add("decision: " + YamlScalar.of(verdict.decision()));
                lines.add("score: " + score(verdict, ""));
                List<String> reasons = Expectation.reasons(run.verdict());
                if (YamlScalar.of(reasons).length() <= maxList) {
                    lines.add("reasons: " + YamlScalar.of(reasons));
                } else {
                    lines.add("reasons:");
                    reasons.forEach(reason -> lines.add("  - " + YamlScalar.of(reason)));
                }
                if (!verdict.unevaluated().isEmpty()) {
                    lines.add("unevaluated: " + YamlScalar.of(verdict.unevaluated()));
                }
            }
            case REJECTED -> lines.add("rejection: " + rejections(run.rejections()));
            case DROPPED ->
                lines.add("dropped: " + YamlScalar.of(run.dropReason().orElseThrow()));
            case PASSED, NEVER_COMPLETES -> lines.add("topic: " + YamlScalar.of(Expectation.topics(run)));
        }
        if (!run.reports().isEmpty()) {
            lines.add("reports: " + YamlScalar.of(reports(run)));
        }
        return lines;
    }

    /** Returns a score with at most six decimals, or with as many as the text that it replaces. */
    static String score(Verdict verdict, String before) {
        BigDecimal score = BigDecimal.valueOf(verdict.score());
        int decimals =
                before.contains(".") ? Math.max(MAX_DECIMALS, before.length() - before.indexOf('.') - 1) : MAX_DECIMALS;
        return Expectation.number(score.scale() > decimals ? score.setScale(decimals, RoundingMode.HALF_EVEN) : score);
    }

    static List<String> reports(PipelineResult run) {
        return run.reports().stream().map(StageReport::code).distinct().toList();
    }

    static String rejections(List<Rejection> actual) {
        String all = actual.stream()
                .map(rejection -> "{code: " + YamlScalar.of(rejection.code()) + ", path: "
                        + YamlScalar.of(rejection.path()) + "}")
                .collect(Collectors.joining(", "));
        return actual.size() == 1 ? all : "[" + all + "]";
    }
}
