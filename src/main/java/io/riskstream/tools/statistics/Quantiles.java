package io.riskstream.tools.statistics;

import java.util.ArrayList;
import java.util.List;

/** Divides the scores of a table into parts of about equal numbers of events. Events of one score are never divided. */
final class Quantiles {
    private Quantiles() {}

    /** Returns the highest score of each part but the last, in ascending order, each once: fewer than {@code parts - 1} if many events have one score. */
    static List<Double> upperBounds(ScoreTable table, int parts) {
        List<Double> bounds = new ArrayList<>();
        long total = table.total();
        long below = 0;
        for (int row = 0; row < table.size() - 1; row++) {
            below += table.count(row);
            // the next bound is due when its share of the events is reached
            if (below * parts >= total * (double) (bounds.size() + 1) && bounds.size() < parts - 1) {
                bounds.add(table.score(row));
            }
        }
        return bounds;
    }
}
