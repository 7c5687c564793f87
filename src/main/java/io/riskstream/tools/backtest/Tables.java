package io.riskstream.tools.backtest;

import io.riskstream.tools.statistics.Bootstrap;
import io.riskstream.tools.statistics.Histogram;
import io.riskstream.tools.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** All tables of a backtest, in the order in which people read them. */
final class Tables {
    private final BacktestResult result;
    private final List<ScoreTable> scores;
    private final List<ReportTable> all = new ArrayList<>();

    /**
     * Makes the tables.
     *
     * @param seed the seed of the intervals
     * @param explain returns the command that explains an event; empty if there is none
     */
    Tables(BacktestResult result, long seed, Function<ChangedEvent, String> explain) {
        this.result = result;
        Counts counts = result.counts();
        this.scores = counts.cards().stream().map(card -> card.scores().table()).toList();
        ChangeTables changes = new ChangeTables(counts, explain);
        all.addAll(changes.comparison());
        all.addAll(new OutcomeTables(counts, scores, new Bootstrap(seed)).tables());
        all.addAll(new RuleTables(counts, scores).tables());
        histogram();
        all.addAll(changes.samples());
        all.removeIf(table -> table.rows().isEmpty());
    }

    private void histogram() {
        ReportTable.Builder table = new ReportTable.Builder(
                        "scores", "Score distribution", "The events with scores of at least from and below to.")
                .detail()
                .columns(ReportTable.Format.NUMBER, "from", "to");
        for (int i = 0; i < scores.size(); i++) {
            table.columns(ReportTable.Format.COUNT, letter(i));
        }
        List<Histogram> histograms = histograms();
        for (int bin = 0;
                !histograms.isEmpty() && bin < histograms.get(0).counts().size();
                bin++) {
            Histogram first = histograms.get(0);
            List<Object> row = new ArrayList<>();
            row.add(first.from() + bin * first.width());
            row.add(first.from() + (bin + 1) * first.width());
            for (Histogram histogram : histograms) {
                row.add(histogram.counts().get(bin));
            }
            table.row(row);
        }
        all.add(table.build());
    }

    /** Returns the distributions of the scores. */
    List<Histogram> histograms() {
        return Histogram.of(scores);
    }

    /** Returns the tables that have rows. */
    List<ReportTable> all() {
        return List.copyOf(all);
    }

    BacktestResult result() {
        return result;
    }

    List<ScoreTable> scores() {
        return scores;
    }

    /** Returns the letter of a scorecard. */
    static String letter(int card) {
        return card == 0 ? "A" : "B";
    }

    static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }
}
