package io.riskstream.tools.cli;

import io.riskstream.score.Score;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.StageResult;
import io.riskstream.tools.cases.CaseResult;
import io.riskstream.tools.cases.ComparisonRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the report of a failing case as text: expected values beside actual values, then the explanation of the score. */
final class CaseReport {
    private static final String MARK = "<>";
    private static final int MAX_WIDTH = 48;

    private CaseReport() {}

    /** Returns the report. Its first line summarizes the failure. */
    static String of(CaseResult result) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println(summary(result));
        result.failure().filter(failure -> !result.rows().isEmpty()).ifPresent(failure -> out.println());
        if (!result.rows().isEmpty()) {
            out.println();
            writeRows(result.rows(), out);
        }
        result.run().ifPresent(run -> writeRun(result, run, out));
        out.flush();
        return text.toString();
    }

    private static String summary(CaseResult result) {
        return result.failure()
                .orElseGet(() -> "not as expected: "
                        + result.rows().stream()
                                .filter(row -> !row.met())
                                .map(ComparisonRow::name)
                                .collect(Collectors.joining(", ")));
    }

    private static void writeRows(List<ComparisonRow> rows, PrintWriter out) {
        int names = Math.max(8, width(rows.stream().map(ComparisonRow::name).toList()));
        int expected = Math.max(
                8, width(rows.stream().flatMap(row -> row.expected().stream()).toList()));
        String format = "%-" + names + "s  %-" + expected + "s  %2s  %s";
        line(out, String.format(format, "", "expected", "", "actual"));
        for (ComparisonRow row : rows) {
            int lines = Math.max(1, Math.max(row.expected().size(), row.actual().size()));
            for (int i = 0; i < lines; i++) {
                String expectedLine = i < row.expected().size() ? row.expected().get(i) : "-";
                String actualLine = i < row.actual().size() ? row.actual().get(i) : "-";
                boolean equal = row.met() || expectedLine.equals(actualLine);
                line(out, String.format(format, i == 0 ? row.name() : "", expectedLine, equal ? "" : MARK, actualLine));
            }
        }
    }

    private static int width(List<String> texts) {
        return Math.min(MAX_WIDTH, texts.stream().mapToInt(String::length).max().orElse(0));
    }

    private static void line(PrintWriter out, String text) {
        out.println(TryReport.masked(text).stripTrailing());
    }

    private static void writeRun(CaseResult result, PipelineResult run, PrintWriter out) {
        if (!result.notFound().isEmpty()
                || !result.notRequested().isEmpty()
                || !run.reports().isEmpty()) {
            out.println();
        }
        if (!result.notFound().isEmpty()) {
            out.println("requested, but not in the records: " + String.join(", ", result.notFound()));
        }
        if (!result.notRequested().isEmpty()) {
            out.println("records that no stage requested: " + String.join(", ", result.notRequested()));
        }
        run.reports().forEach(report -> out.println("reported " + report.code() + ": " + report.message()));
        for (StageResult step : run.steps()) {
            if (step.stage() instanceof Score score) {
                score.scorer().scorecard().ifPresent(scorecard -> {
                    out.println();
                    new ExplanationReport(out).write(step.before(), scorecard.explain(step.before()));
                });
            }
        }
    }
}
