package io.riskstream.tools.backtest;

import io.riskstream.tools.backtest.SvgPlot.Point;
import io.riskstream.tools.statistics.Calibration;
import io.riskstream.tools.statistics.Histogram;
import io.riskstream.tools.statistics.Lift;
import io.riskstream.tools.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The plots of the HTML page. */
final class Plots {
    /** More points than this do not show on a plot of this size. */
    private static final int MAX_POINTS = 400;

    private final Tables tables;
    private final List<ScoreTable> scores;

    Plots(Tables tables) {
        this.tables = tables;
        this.scores = tables.scores();
    }

    /** Returns each plot as an HTML figure. */
    List<String> figures() {
        List<String> figures = new ArrayList<>();
        figures.add(figure("Score distribution", distribution()));
        if (scores.get(0).labelled() > 0 && scores.get(0).positives() > 0) {
            figures.add(figure("ROC: outcomes found, against false alarms", roc()));
            figures.add(figure("Lift by tenth of the scores, highest first", lift()));
        }
        calibration().ifPresent(plot -> figures.add(figure("Calibration: predicted and observed", plot)));
        return figures;
    }

    private String figure(String caption, String svg) {
        String key = scores.size() < 2
                ? ""
                : IntStream.range(0, scores.size())
                        .mapToObj(i -> "<span class=\"key " + series(i) + "\">" + Tables.letter(i) + "</span>")
                        .collect(Collectors.joining());
        return "<figure><figcaption>" + HtmlText.escaped(caption) + key + "</figcaption>" + svg + "</figure>\n";
    }

    private static String series(int card) {
        return Tables.letter(card).toLowerCase(Locale.ROOT);
    }

    private String distribution() {
        List<Histogram> histograms = tables.histograms();
        Histogram first = histograms.get(0);
        int bins = first.counts().size();
        long highest = histograms.stream()
                .flatMap(histogram -> histogram.counts().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        SvgPlot plot = new SvgPlot(
                "Number of events by score",
                "score",
                "events",
                first.from(),
                first.from() + bins * first.width(),
                highest);
        double width = first.width() / histograms.size();
        for (int i = 0; i < histograms.size(); i++) {
            for (int bin = 0; bin < bins; bin++) {
                double from = first.from() + bin * first.width();
                plot.bar(
                        series(i),
                        from + i * width,
                        from + (i + 0.92) * width,
                        histograms.get(i).counts().get(bin),
                        String.format(
                                Locale.ROOT,
                                "%s: %,d events from %s to %s",
                                Tables.letter(i),
                                histograms.get(i).counts().get(bin),
                                RoundedNumber.of(from),
                                RoundedNumber.of(from + first.width())));
            }
        }
        return plot.svg();
    }

    private String roc() {
        SvgPlot plot = new SvgPlot(
                        "ROC curves", "share of the other events", "share of events with the outcome", 0, 1, 1)
                .reference(new Point(0, 0), new Point(1, 1));
        for (int i = 0; i < scores.size(); i++) {
            plot.curve(series(i), rocPoints(scores.get(i)));
        }
        return plot.svg();
    }

    private static List<Point> rocPoints(ScoreTable table) {
        double positives = table.positives();
        double negatives = table.labelled() - positives;
        List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
        double foundPositives = 0;
        double foundNegatives = 0;
        int every = Math.max(1, table.size() / MAX_POINTS);
        for (int row = table.size() - 1; row >= 0; row--) {
            foundPositives += table.positives(row);
            foundNegatives += table.negatives(row);
            if (row % every == 0) {
                points.add(new Point(
                        negatives == 0 ? 0 : foundNegatives / negatives,
                        positives == 0 ? 0 : foundPositives / positives));
            }
        }
        return points;
    }

    private String lift() {
        List<List<Lift>> all = scores.stream().map(Lift::byDecile).toList();
        double highest =
                all.stream().flatMap(List::stream).mapToDouble(Lift::lift).max().orElse(1);
        SvgPlot plot = new SvgPlot("Lift by tenth", "tenth of the events", "lift", 0.5, 10.5, highest)
                .reference(new Point(0.5, 1), new Point(10.5, 1));
        double width = 0.8 / all.size();
        for (int i = 0; i < all.size(); i++) {
            for (Lift part : all.get(i)) {
                double from = part.part() - 0.4 + i * width;
                plot.bar(
                        series(i),
                        from,
                        from + 0.94 * width,
                        part.lift(),
                        String.format(
                                Locale.ROOT, "%s, tenth %d: lift %.2f", Tables.letter(i), part.part(), part.lift()));
            }
        }
        return plot.svg();
    }

    private Optional<String> calibration() {
        SvgPlot plot = new SvgPlot("Calibration", "predicted probability", "observed share", 0, 1, 1)
                .reference(new Point(0, 0), new Point(1, 1));
        boolean drawn = false;
        for (int i = 0; i < scores.size(); i++) {
            boolean logistic = tables.result().counts().cards().get(i).card().logistic();
            if (logistic && scores.get(i).labelled() > 0) {
                drawn = true;
                for (Calibration.Part part : Calibration.of(scores.get(i)).parts()) {
                    plot.dot(
                            series(i),
                            new Point(part.predicted(), part.observed()),
                            String.format(
                                    Locale.ROOT,
                                    "%s: predicted %.3f, observed %.3f, %,d events",
                                    Tables.letter(i),
                                    part.predicted(),
                                    part.observed(),
                                    part.events()));
                }
            }
        }
        return drawn ? Optional.of(plot.svg()) : Optional.empty();
    }
}
