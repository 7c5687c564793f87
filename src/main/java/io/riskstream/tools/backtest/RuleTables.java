package io.riskstream.tools.backtest;

import io.riskstream.score.ScorecardDescription.RuleText;
import io.riskstream.tools.backtest.ReportTable.Format;
import io.riskstream.tools.statistics.Interval;
import io.riskstream.tools.statistics.Label;
import io.riskstream.tools.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.List;

/** The tables of rules. */
final class RuleTables {
    private final Counts counts;
    private final List<ScoreTable> scores;
    private final boolean labelled;

    RuleTables(Counts counts, List<ScoreTable> scores) {
        this.counts = counts;
        this.scores = scores;
        this.labelled = scores.get(0).labelled() > 0;
    }

    /** Returns the tables. */
    List<ReportTable> tables() {
        return List.of(rules(), neverFired(), unevaluated(), overlap());
    }

    private ReportTable rules() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "rules",
                        "Rules",
                        "fires: the events to which the rule gave points. alone: those to which no other rule gave points. most with: the rule that fires most"
                                + " often together with it, and the share of its events."
                                + (labelled
                                        ? " rate: the share of its events with the outcome. lift: that share divided by the share in all events; a rule whose"
                                                + " interval from-to contains 1 may be of no use."
                                        : ""))
                .columns(Format.TEXT, "scorecard", "rule")
                .columns(Format.COUNT, "fires")
                .columns(Format.SHARE, "share")
                .columns(Format.COUNT, "alone")
                .columns(Format.NUMBER, "mean points");
        if (labelled) {
            table.columns(Format.COUNT, "with outcome")
                    .columns(Format.SHARE, "rate")
                    .columns(Format.NUMBER, "lift", "from", "to");
        }
        table.columns(Format.TEXT, "most with").columns(Format.SHARE, "of its events");
        for (int i = 0; i < counts.cards().size(); i++) {
            CardCounts card = counts.cards().get(i);
            for (int rule = 0; rule < card.card().rules().size(); rule++) {
                if (Tables.sum(card.fires(rule)) > 0) {
                    table.row(row(i, card, rule));
                }
            }
        }
        return table.build();
    }

    private List<Object> row(int index, CardCounts card, int rule) {
        long[] byLabel = card.fires(rule);
        long fires = Tables.sum(byLabel);
        List<Object> row = new ArrayList<>(List.of(
                Tables.letter(index),
                card.card().rules().get(rule).id(),
                fires,
                fires / (double) counts.scored(),
                card.firesAlone(rule),
                card.points(rule) / fires));
        if (labelled) {
            ScoreTable table = scores.get(index);
            double base = table.positives() / (double) table.labelled();
            long positives = byLabel[Label.POSITIVE.ordinal()];
            long known = positives + byLabel[Label.NEGATIVE.ordinal()];
            Interval interval = Interval.ofProportion(positives, known).dividedBy(base);
            double rate = positives / (double) known;
            row.addAll(List.of(positives, rate, rate / base, interval.low(), interval.high()));
        }
        int most = mostWith(card, rule);
        row.add(most < 0 ? "" : card.card().rules().get(most).id());
        row.add(most < 0 ? "" : (Object) (card.together(rule, most) / (double) fires));
        return row;
    }

    private static int mostWith(CardCounts card, int rule) {
        int most = -1;
        for (int other = 0; card.hasPairs() && other < card.card().rules().size(); other++) {
            boolean more = card.together(rule, other) > (most < 0 ? 0 : card.together(rule, most));
            most = other != rule && more ? other : most;
        }
        return most;
    }

    private ReportTable neverFired() {
        ReportTable.Builder table = new ReportTable.Builder("never-fired", "Rules that never fired", "")
                .columns(Format.TEXT, "scorecard", "rule", "when");
        for (int i = 0; i < counts.cards().size(); i++) {
            CardCounts card = counts.cards().get(i);
            List<RuleText> rules = card.card().rules();
            for (int rule = 0; rule < rules.size(); rule++) {
                if (Tables.sum(card.fires(rule)) == 0) {
                    table.row(
                            Tables.letter(i),
                            rules.get(rule).id(),
                            rules.get(rule).when());
                }
            }
        }
        return table.build();
    }

    private ReportTable unevaluated() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "unevaluated",
                        "Rules that could not be evaluated",
                        "A rule that reads a field which an event lacks adds no points to it; has(field) in the rule avoids that.")
                .columns(Format.TEXT, "scorecard", "rule", "cause")
                .columns(Format.COUNT, "events")
                .columns(Format.SHARE, "share");
        for (int i = 0; i < counts.cards().size(); i++) {
            String letter = Tables.letter(i);
            counts.cards()
                    .get(i)
                    .unevaluated()
                    .forEach((rule, causes) -> causes.forEach((cause, events) ->
                            table.row(letter, rule, cause, events, events / (double) counts.scored())));
        }
        return table.build();
    }

    private ReportTable overlap() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "overlap", "Rules that fire together", "both: the events for which both rules fired.")
                .detail()
                .columns(Format.TEXT, "scorecard", "rule", "other rule")
                .columns(Format.COUNT, "both")
                .columns(Format.SHARE, "of the rule's events");
        for (int i = 0; i < counts.cards().size(); i++) {
            CardCounts card = counts.cards().get(i);
            List<RuleText> rules = card.card().rules();
            for (int rule = 0; card.hasPairs() && rule < rules.size(); rule++) {
                for (int other = 0; other < rules.size(); other++) {
                    long both = card.together(rule, other);
                    if (rule != other && both > 0) {
                        table.row(
                                Tables.letter(i),
                                rules.get(rule).id(),
                                rules.get(other).id(),
                                both,
                                both / (double) Tables.sum(card.fires(rule)));
                    }
                }
            }
        }
        return table.build();
    }
}
