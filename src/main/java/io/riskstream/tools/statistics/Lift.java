package io.riskstream.tools.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * The labelled events in order of their scores, from the highest down, in ten equal parts. Events with one score that belong to two parts are divided between
 * them in proportion, so the numbers may be fractions.
 *
 * @param part the number of the part, from 1, which has the highest scores
 * @param highest the highest score in the part
 * @param lowest the lowest score in the part
 * @param events the number of events
 * @param positives the number of those with the outcome
 * @param lift the rate of the outcome in the part, divided by the rate in all events
 * @param captured the share of all events with the outcome that are in this part or in those before it
 */
public record Lift(
        int part, double highest, double lowest, double events, double positives, double lift, double captured) {
    private static final int PARTS = 10;

    /** Returns the parts, from the highest scores down; empty if no event has the outcome. */
    public static List<Lift> byDecile(ScoreTable table) {
        double all = table.labelled();
        double allPositives = table.positives();
        List<Lift> parts = new ArrayList<>();
        if (allPositives == 0) {
            return parts;
        }
        int row = table.size() - 1;
        double left = row < 0 ? 0 : table.labelled(row);
        double captured = 0;
        for (int part = 1; part <= PARTS; part++) {
            double wanted = all / PARTS;
            double events = 0;
            double positives = 0;
            double highest = Double.NaN;
            double lowest = Double.NaN;
            while (row >= 0 && wanted - events > 1e-9 * all) {
                if (left <= 0) {
                    row--;
                    left = row < 0 ? 0 : table.labelled(row);
                    continue;
                }
                double taken = Math.min(left, wanted - events);
                events += taken;
                positives += taken * table.positives(row) / table.labelled(row);
                left -= taken;
                highest = Double.isNaN(highest) ? table.score(row) : highest;
                lowest = table.score(row);
            }
            captured += positives;
            parts.add(new Lift(
                    part,
                    highest,
                    lowest,
                    events,
                    positives,
                    positives / events / (allPositives / all),
                    captured / allPositives));
        }
        return parts;
    }
}
