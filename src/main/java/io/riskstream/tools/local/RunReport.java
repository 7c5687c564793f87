package io.riskstream.tools.local;

import io.riskstream.tools.reference.LoadedReference;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the inputs and the result of a run as text. */
final class RunReport {
    private static final int MAX_REASONS = 4;

    private final PrintStream out;

    RunReport(PrintStream out) {
        this.out = out;
    }

    /** Prints the origin of the events and of the reference files. */
    void printSources(RunInputs inputs) {
        inputs.input().ifPresent(input -> input.lines().forEach(out::println));
        inputs.referenceSources().forEach(out::println);
    }

    /** Prints the number of records of each reference. */
    void printReferences(List<LoadedReference> references, String server) {
        if (references.isEmpty()) {
            return;
        }
        out.println("reference records: "
                + String.join(", ", references.stream().map(RunReport::summary).toList())
                + "; in " + server);
    }

    private static String summary(LoadedReference reference) {
        return reference.present()
                ? String.format(Locale.ROOT, "%s %,d", reference.name(), reference.records())
                : reference.name() + " none (no file " + reference.file() + ")";
    }

    /**
     * Prints the result of a run.
     *
     * @param patience the time without progress after which missing events count as lost
     */
    void print(RunSummary summary, List<ScoredEvent> highest, Path directory, Duration patience) {
        out.println();
        line(
                "%s: read %,d  scored %,d  rejected %,d  dropped %,d  lost %,d  duplicates %,d",
                summary.pipeline(),
                summary.read(),
                summary.scored(),
                summary.rejected(),
                summary.dropped(),
                summary.lost(),
                summary.duplicates());
        line(
                "%,.0f events/s; from Kafka timestamp to score: p50 %d ms, p99 %d ms, max %d ms",
                summary.eventsPerSecond(),
                summary.latencyMs().p50(),
                summary.latencyMs().p99(),
                summary.latencyMs().max());
        out.println();
        out.println("decisions");
        summary.decisions().forEach((decision, count) -> line("  %-24s %,8d", decision, count));
        if (!summary.rejections().isEmpty()) {
            out.println("rejections");
        }
        summary.rejections().forEach((code, count) -> line("  %-24s %,8d", code, count));
        if (!summary.unevaluated().isEmpty()) {
            out.println("rules not evaluated, for example because a field is missing");
        }
        summary.unevaluated().forEach((rule, count) -> line("  %-24s %,8d", rule, count));
        if (!summary.budget().isEmpty()) {
            out.println("over the latency budget        longest     events      share     p50 ms     p99 ms");
        }
        summary.budget()
                .forEach((name, step) -> line(
                        "  %-26s %,9d  %,9d  %7.1f %%  %,9.1f  %,9.1f",
                        name, step.longest(), step.events(), 100 * step.share(), step.msP50(), step.msP99()));
        if (!summary.shadow().isEmpty()) {
            printShadow(summary);
        }
        if (!summary.enrichment().lookups().isEmpty()) {
            printLookups(summary.enrichment());
        }
        if (!summary.histories().isEmpty()) {
            printHistories(summary.histories());
        }
        printStores(summary.enrichment());
        out.println("highest scores");
        highest.forEach(event ->
                line("  %7.1f  %-8s %-14s %s", event.score(), event.decision(), event.id(), reasons(event.reasons())));
        out.println();
        out.println("written: " + directory.resolve("summary.json") + ", scores.jsonl, dead-letters.jsonl");
        if (summary.notSent() > 0) {
            line(
                    "NOT SENT: %,d of %,d records of %s; each is named above",
                    summary.notSent(),
                    summary.input().events() + summary.input().notSent(),
                    summary.input().file());
        }
        if (summary.notStored() != null && summary.notStored() > 0) {
            line(
                    "NOT STORED: PostgreSQL lacks %,d outputs, and for %d s there was no progress",
                    summary.notStored(), patience.toSeconds());
        }
        if (summary.lost() > 0) {
            line(
                    "LOST: %,d events have no outcome, and for %d s there was no progress",
                    summary.lost(), patience.toSeconds());
        }
    }

    /** Prints the events that the scorecard and its shadow decide differently. */
    private void printShadow(RunSummary summary) {
        long all = 0;
        long equal = 0;
        for (String champion : summary.shadow().keySet()) {
            Map<String, Long> challengers = summary.shadow().get(champion);
            all += challengers.values().stream().mapToLong(Long::longValue).sum();
            equal += challengers.getOrDefault(champion, 0L);
        }
        line(
                "champion against challenger: the shadow scorecard decides %,d of %,d events differently (%.2f%%)",
                all - equal, all, 100.0 * (all - equal) / all);
        summary.shadow()
                .forEach((champion, challengers) -> challengers.forEach((challenger, count) -> {
                    if (!challenger.equals(champion)) {
                        line("  %-24s %,8d", champion + " -> " + challenger, count);
                    }
                }));
    }

    private void printLookups(LookupSummary enrichment) {
        out.println(
                "look-ups                     cached    fetched     joined     absent    unkeyed     errors       late   unusable      stale");
        enrichment
                .lookups()
                .forEach((name, lookup) -> line(
                        "  %-22s %,9d  %,9d  %,9d  %,9d  %,9d  %,9d  %,9d  %,9d  %,9d",
                        name,
                        lookup.hits(),
                        lookup.misses(),
                        lookup.joined(),
                        lookup.absent(),
                        lookup.unkeyed(),
                        lookup.errors(),
                        lookup.late(),
                        lookup.unusable(),
                        lookup.stale()));
    }

    private void printHistories(Map<String, HistorySummary> histories) {
        out.println("histories                     added    unkeyed     errors       late  truncated    trimmed");
        histories.forEach((name, history) -> line(
                "  %-22s %,9d  %,9d  %,9d  %,9d  %,9d  %,9d",
                name,
                history.appended(),
                history.unkeyed(),
                history.errors(),
                history.late(),
                history.truncated(),
                history.trimmed()));
    }

    /** Prints the round trips of the stores, for look-ups and histories together. */
    private void printStores(LookupSummary enrichment) {
        enrichment
                .stores()
                .forEach((name, store) -> line(
                        "  %s: %,d requests in %,d round trips, p50 %.2f ms, p99 %.2f ms; %,d invalidations, %,d flushes; %,d records cached",
                        name,
                        store.records(),
                        store.roundTrips(),
                        store.fetchMsP50(),
                        store.fetchMsP99(),
                        store.invalidations(),
                        store.flushes(),
                        enrichment.cachedRecords()));
    }

    /** Returns the first reasons, which have the most points. The file of scores contains all. */
    private static String reasons(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(MAX_REASONS, all.size())));
        return all.size() <= MAX_REASONS ? first : first + " and " + (all.size() - MAX_REASONS) + " more";
    }

    private void line(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
