package io.riskstream.tools.backtest;

import io.riskstream.score.ScorecardDescription.Band;
import io.riskstream.tools.backtest.ReportTable.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables that compare two scorecards, and that of rejected events. */
final class ChangeTables {
    private final Counts counts;
    private final Function<ChangedEvent, String> explain;

    ChangeTables(Counts counts, Function<ChangedEvent, String> explain) {
        this.counts = counts;
        this.explain = explain;
    }

    /** Returns the decision matrix and what follows from it. */
    List<ReportTable> comparison() {
        List<ReportTable> tables = new ArrayList<>();
        ReportTable.Builder rejected = new ReportTable.Builder(
                        "rejected", "Rejected events", "They were not scored. The code is that of their dead letter.")
                .columns(Format.TEXT, "code")
                .columns(Format.COUNT, "events");
        counts.rejections().forEach(rejected::row);
        tables.add(rejected.build());
        counts.pair().ifPresent(pair -> {
            tables.add(matrix(pair));
            tables.add(cells(pair));
            tables.add(rules(pair));
        });
        return tables;
    }

    private static List<String> decisions(List<Band> bands) {
        return bands.stream().map(Band::decision).toList();
    }

    private static ReportTable matrix(PairCounts pair) {
        List<String> first = decisions(pair.first().bands());
        List<String> second = decisions(pair.second().bands());
        ReportTable.Builder table = new ReportTable.Builder(
                        "matrix",
                        "Decision matrix",
                        "The number of events by the decision of A, one row each, and the decision of B, one column each.")
                .columns(Format.TEXT, "A")
                .columns(Format.COUNT, second.stream().map(name -> "B " + name).toArray(String[]::new));
        for (int i = 0; i < first.size(); i++) {
            List<Object> row = new ArrayList<>(List.of(first.get(i)));
            for (int k = 0; k < second.size(); k++) {
                row.add(pair.count(i, k));
            }
            table.row(row);
        }
        return table.build();
    }

    private ReportTable cells(PairCounts pair) {
        boolean labelled = counts.cards().get(0).scores().table().labelled() > 0;
        List<String> first = decisions(pair.first().bands());
        List<String> second = decisions(pair.second().bands());
        ReportTable.Builder table = new ReportTable.Builder(
                        "changes",
                        "Changed decisions",
                        labelled
                                ? "rate: the share of the events with the outcome among those with a known outcome."
                                : "")
                .columns(Format.TEXT, "A", "B")
                .columns(Format.COUNT, "events")
                .columns(Format.SHARE, "share");
        if (labelled) {
            table.columns(Format.COUNT, "outcome known", "with outcome").columns(Format.SHARE, "rate");
        }
        for (int i = 0; i < first.size(); i++) {
            for (int k = 0; k < second.size(); k++) {
                long events = pair.count(i, k);
                if (events == 0 || first.get(i).equals(second.get(k))) {
                    continue;
                }
                List<Object> row = new ArrayList<>(
                        List.of(first.get(i), second.get(k), events, events / (double) counts.scored()));
                if (labelled) {
                    row.addAll(List.of(
                            pair.labelled(i, k),
                            pair.positives(i, k),
                            pair.positives(i, k) / (double) pair.labelled(i, k)));
                }
                table.row(row);
            }
        }
        return table.build();
    }

    private static ReportTable rules(PairCounts pair) {
        ReportTable.Builder table = new ReportTable.Builder(
                        "changing-rules",
                        "Rules that made the difference",
                        "The number of events with another decision to which the rule gave other points under B.")
                .columns(Format.TEXT, "rule")
                .columns(Format.COUNT, "events");
        pair.rules().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(rule -> table.row(rule.getKey(), rule.getValue()));
        if (pair.withoutRules() > 0) {
            table.row("(no rule: base, link or bands)", pair.withoutRules());
        }
        return table.build();
    }

    /** Returns the first events of each changed decision. */
    List<ReportTable> samples() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "samples",
                        "Examples of changed decisions",
                        "Up to ten events of each change, the first ones of the input. The command explains the event under B.")
                .columns(Format.TEXT, "event", "A")
                .columns(Format.NUMBER, "score A")
                .columns(Format.TEXT, "B")
                .columns(Format.NUMBER, "score B")
                .columns(Format.TEXT, "rules", "command");
        counts.pair().ifPresent(pair -> pair.samples()
                .forEach(event -> table.row(
                        event.id(),
                        event.firstDecision(),
                        event.firstScore(),
                        event.secondDecision(),
                        event.secondScore(),
                        differences(event),
                        explain.apply(event))));
        return List.of(table.build());
    }

    static String differences(ChangedEvent event) {
        return event.differences().isEmpty()
                ? "base, link or bands"
                : event.differences().stream().map(RuleDifference::toString).collect(Collectors.joining("; "));
    }
}
