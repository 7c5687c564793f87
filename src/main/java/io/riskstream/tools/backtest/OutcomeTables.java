package io.riskstream.tools.backtest;

import io.riskstream.score.ScorecardDescription.Band;
import io.riskstream.tools.backtest.ReportTable.Format;
import io.riskstream.tools.statistics.Bootstrap;
import io.riskstream.tools.statistics.Calibration;
import io.riskstream.tools.statistics.Discrimination;
import io.riskstream.tools.statistics.Interval;
import io.riskstream.tools.statistics.Label;
import io.riskstream.tools.statistics.Lift;
import io.riskstream.tools.statistics.PopulationStability;
import io.riskstream.tools.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables of decisions, scores and real outcomes. */
final class OutcomeTables {
    private final Counts counts;
    private final List<ScoreTable> scores;
    private final Bootstrap bootstrap;
    private final boolean labelled;

    OutcomeTables(Counts counts, List<ScoreTable> scores, Bootstrap bootstrap) {
        this.counts = counts;
        this.scores = scores;
        this.bootstrap = bootstrap;
        this.labelled = scores.get(0).labelled() > 0;
    }

    /** Returns all tables that have rows. */
    List<ReportTable> tables() {
        List<ReportTable> tables = new ArrayList<>();
        tables.add(measures());
        tables.add(bands());
        if (labelled) {
            tables.add(lift());
            calibration(tables);
        }
        if (!counts.cards().get(0).groups().isEmpty()) {
            tables.add(groups());
        }
        return tables;
    }

    private ReportTable measures() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "measures",
                        "Measures",
                        labelled
                                ? "AUC: the probability that an event with the outcome has a higher score than one without; 0.5 is chance, 1 is perfect."
                                        + " Gini = 2 AUC - 1. KS: the greatest distance between the score distributions of both kinds. PSI: how much the"
                                        + " scores of B are distributed differently from those of A; above 0.25 is a large change. from, to: the interval"
                                        + " that contains the true value with a confidence of 95%."
                                : "PSI: how much the scores of B are distributed differently from those of A; up to 0.1 is little, above 0.25 is a large change.")
                .columns(Format.TEXT, "measure", "scorecard")
                .columns(Format.NUMBER, "value", "from", "to");
        double[] aucs = new double[scores.size()];
        for (int i = 0; i < scores.size() && labelled; i++) {
            Discrimination discrimination = Discrimination.of(scores.get(i));
            aucs[i] = discrimination.auc();
            Interval interval = bootstrap.auc(scores.get(i));
            table.row("AUC", Tables.letter(i), discrimination.auc(), interval.low(), interval.high());
            table.row("Gini", Tables.letter(i), discrimination.gini(), 2 * interval.low() - 1, 2 * interval.high() - 1);
            table.row("KS", Tables.letter(i), discrimination.ks(), "", "");
        }
        counts.pair().ifPresent(pair -> {
            if (labelled && !pair.scores().overflowed()) {
                Interval interval = bootstrap.aucDifference(pair.scores());
                table.row("AUC, B minus A", "", aucs[1] - aucs[0], interval.low(), interval.high());
            }
            if (pair.first().logistic() == pair.second().logistic()) {
                table.row("PSI", "B against A", PopulationStability.of(scores.get(0), scores.get(1)), "", "");
            }
            table.row("other decision, share of events", "B against A", share(pair.changed()), "", "");
            table.row("other score, share of events", "B against A", share(pair.otherScore()), "", "");
        });
        for (int i = 0; i < scores.size(); i++) {
            for (double quantile : new double[] {0, 0.1, 0.5, 0.9, 1}) {
                table.row(
                        quantile == 0
                                ? "lowest score"
                                : quantile == 1 ? "highest score" : Math.round(100 * quantile) + "% of scores up to",
                        Tables.letter(i),
                        quantile(scores.get(i), quantile),
                        "",
                        "");
            }
        }
        return table.build();
    }

    private double share(long events) {
        return events / (double) counts.scored();
    }

    private static double quantile(ScoreTable table, double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * table.total()));
        long below = 0;
        for (int row = 0; row < table.size(); row++) {
            below += table.count(row);
            if (below >= wanted) {
                return table.score(row);
            }
        }
        return Double.NaN;
    }

    private ReportTable bands() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "bands",
                        "Decisions",
                        labelled
                                ? "rate: the share of events with the outcome in the band. precision: that share in this band and those above it."
                                        + " recall: the share of all events with the outcome that are in this band or above it."
                                : "")
                .columns(Format.TEXT, "scorecard", "decision")
                .columns(Format.NUMBER, "from score")
                .columns(Format.COUNT, "events")
                .columns(Format.SHARE, "share");
        if (labelled) {
            table.columns(Format.COUNT, "outcome known", "with outcome")
                    .columns(Format.SHARE, "rate", "precision", "recall");
        }
        for (int i = 0; i < counts.cards().size(); i++) {
            CardCounts card = counts.cards().get(i);
            long positivesAbove = 0;
            long knownAbove = 0;
            for (int band = 0; band < card.card().bands().size(); band++) {
                Band text = card.card().bands().get(band);
                long[] byLabel = card.decisions(band);
                long positives = byLabel[Label.POSITIVE.ordinal()];
                long known = positives + byLabel[Label.NEGATIVE.ordinal()];
                positivesAbove += positives;
                knownAbove += known;
                long events = known + byLabel[Label.UNKNOWN.ordinal()];
                List<Object> row = new ArrayList<>(List.of(
                        Tables.letter(i),
                        text.decision(),
                        Double.isInfinite(text.from()) ? "" : (Object) text.from(),
                        events,
                        share(events)));
                if (labelled) {
                    row.addAll(List.of(
                            known,
                            positives,
                            positives / (double) known,
                            positivesAbove / (double) knownAbove,
                            positivesAbove / (double) scores.get(i).positives()));
                }
                table.row(row);
            }
        }
        return table.build();
    }

    private ReportTable lift() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "lift",
                        "Lift by tenth",
                        "The events with a known outcome, from the highest scores down, in ten equal parts. lift: how many times more frequent the"
                                + " outcome is in the part than in all events. captured: the share of all events with the outcome that the part and those"
                                + " before it contain. Events with one score are divided between parts in proportion.")
                .columns(Format.TEXT, "scorecard")
                .columns(Format.COUNT, "part")
                .columns(Format.NUMBER, "scores to", "scores from", "events", "with outcome", "lift")
                .columns(Format.SHARE, "captured");
        for (int i = 0; i < scores.size(); i++) {
            for (Lift part : Lift.byDecile(scores.get(i))) {
                table.row(
                        Tables.letter(i),
                        (long) part.part(),
                        part.highest(),
                        part.lowest(),
                        part.events(),
                        part.positives(),
                        part.lift(),
                        part.captured());
            }
        }
        return table.build();
    }

    private void calibration(List<ReportTable> tables) {
        ReportTable.Builder table = new ReportTable.Builder(
                        "calibration",
                        "Calibration",
                        "Only for scorecards with a logistic link, whose scores are probabilities: the mean predicted probability beside the share of"
                                + " events with the outcome.")
                .columns(Format.TEXT, "scorecard")
                .columns(Format.COUNT, "events")
                .columns(Format.SHARE, "predicted", "observed", "from", "to");
        for (int i = 0; i < scores.size(); i++) {
            if (counts.cards().get(i).card().logistic()) {
                for (Calibration.Part part : Calibration.of(scores.get(i)).parts()) {
                    Interval interval = Interval.ofProportion(part.positives(), part.events());
                    table.row(
                            Tables.letter(i),
                            part.events(),
                            part.predicted(),
                            part.observed(),
                            interval.low(),
                            interval.high());
                }
            }
        }
        ReportTable built = table.build();
        if (!built.rows().isEmpty()) {
            tables.add(built);
        }
    }

    private ReportTable groups() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "groups",
                        "Groups",
                        "The decisions on the events with each value of the field of --by."
                                + (labelled ? " AUC, from and to: within the group." : ""))
                .columns(Format.TEXT, "scorecard", "value")
                .columns(Format.COUNT, "events");
        List<String> decisions = counts.cards().stream()
                .flatMap(card -> card.card().bands().stream())
                .map(Band::decision)
                .distinct()
                .toList();
        decisions.forEach(decision -> table.columns(Format.SHARE, decision));
        if (labelled) {
            table.columns(Format.COUNT, "with outcome")
                    .columns(Format.SHARE, "rate")
                    .columns(Format.NUMBER, "AUC", "from", "to");
        }
        for (int i = 0; i < counts.cards().size(); i++) {
            CardCounts card = counts.cards().get(i);
            for (Map.Entry<String, CardCounts.Group> group : card.groups().entrySet()) {
                table.row(groupRow(i, card, group.getKey(), group.getValue(), decisions));
            }
        }
        return table.build();
    }

    private List<Object> groupRow(
            int index, CardCounts card, String value, CardCounts.Group group, List<String> decisions) {
        ScoreTable table = group.scores().table();
        List<Object> row = new ArrayList<>(List.of(Tables.letter(index), value, table.total()));
        List<String> own = card.card().bands().stream().map(Band::decision).toList();
        for (String decision : decisions) {
            int band = own.indexOf(decision);
            long events = band < 0 ? 0 : Tables.sum(group.decisions()[band]);
            row.add(band < 0 ? "" : (Object) (events / (double) table.total()));
        }
        if (labelled) {
            Interval interval = bootstrap.auc(table);
            row.addAll(List.of(
                    table.positives(),
                    table.positives() / (double) table.labelled(),
                    Discrimination.of(table).auc(),
                    interval.low(),
                    interval.high()));
        }
        return row;
    }
}
