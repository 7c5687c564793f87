package io.riskstream.tools.cli;

import io.riskstream.tools.cases.CaseResult;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.cases.JUnitReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints the results of suites of cases, and keeps them for the JUnit report. */
final class TestReport {
    private final PrintWriter out;
    private final boolean summaryOnly;
    /** The reports printed so far, with the Flux file of each: two Flux files that share their cases often fail in the same way. */
    private final Map<String, Path> printed = new HashMap<>();

    private final List<JUnitReport.Suite> suites = new ArrayList<>();
    private boolean failed;

    /**
     * Creates a report.
     *
     * @param summaryOnly whether a failing case is printed by its name alone
     */
    TestReport(PrintWriter out, boolean summaryOnly) {
        this.out = out;
        this.summaryOnly = summaryOnly;
    }

    /** Adds the results of the cases of a Flux file. */
    void add(Path flux, CasesFile file, List<CaseResult> results) {
        List<JUnitReport.Entry> entries = new ArrayList<>();
        for (CaseResult result : results) {
            Optional<String> failure = result.holds() ? Optional.empty() : Optional.of(CaseReport.of(result));
            failure.ifPresent(report -> print(flux, file.source().name(), result, report));
            entries.add(new JUnitReport.Entry(
                    result.ran().name(),
                    file.source().name(),
                    result.ran().line(),
                    result.time(),
                    result.run().isEmpty(),
                    failure));
        }
        if (!results.isEmpty()) {
            printTotals(flux, results);
        }
        failed |= results.stream().anyMatch(result -> !result.holds());
        suites.add(new JUnitReport.Suite(flux.toString(), entries));
    }

    /** Adds a Flux file whose cases cannot be run. */
    void addError(Path flux, String message) {
        failed = true;
        if (summaryOnly) {
            out.printf("%s: error: %s%n", flux, message.lines().findFirst().orElse(""));
            out.flush();
        }
        suites.add(new JUnitReport.Suite(
                flux.toString(),
                List.of(new JUnitReport.Entry(
                        "check", flux.toString(), 1, Duration.ZERO, true, Optional.of(message)))));
    }

    private void print(Path flux, String file, CaseResult result, String report) {
        if (summaryOnly) {
            out.println("failed: " + result.ran().name());
            return;
        }
        String position = file + ":" + result.ran().line() + ": ";
        out.println(position + result.ran().name());
        Path earlier = printed.putIfAbsent(position + report, flux);
        if (earlier == null) {
            report.lines().forEach(line -> out.println(line.isEmpty() ? "" : "    " + line));
        } else {
            out.printf("    same result as with %s%n", earlier);
        }
        out.println();
    }

    private void printTotals(Path flux, List<CaseResult> results) {
        long failing = results.stream().filter(result -> !result.holds()).count();
        double seconds =
                results.stream().mapToLong(result -> result.time().toNanos()).sum() / 1e9;
        out.printf(
                Locale.ROOT,
                "%s: %d %s, %s; %.2f s%n",
                flux,
                results.size(),
                results.size() == 1 ? "case" : "cases",
                failing == 0 ? "all passed" : failing + " failed",
                seconds);
        out.flush();
    }

    /** True if a case fails, or a Flux file has errors. */
    boolean failed() {
        return failed;
    }

    /** True if no Flux file was added. */
    boolean isEmpty() {
        return suites.isEmpty();
    }

    /** True if no case was run. */
    boolean hasNoCases() {
        return suites.stream().allMatch(suite -> suite.entries().isEmpty());
    }

    void writeJUnit(Path file) {
        JUnitReport.write(file, suites);
    }
}
