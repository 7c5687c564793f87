package io.riskstream.tools.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Stability, lift, calibration, intervals and histograms, against values computed by hand. */
class ScoreReportsTest {
    @Test
    void theStabilityIndexIsTheSumOverItsBins() {
        // shares 0.2, 0.3, 0.5 and 0.3, 0.3, 0.4: 0.1 ln 1.5 + 0 + 0.1 ln 1.25
        assertEquals(
                0.1 * Math.log(1.5) - 0.1 * Math.log(0.8),
                PopulationStability.of(new long[] {2, 3, 5}, new long[] {30, 30, 40}),
                1e-12);
        // an empty bin counts as a ten-thousandth
        assertEquals(
                (0.0001 - 0.5) * Math.log(0.0001 / 0.5) + 0.5 * Math.log(2),
                PopulationStability.of(new long[] {5, 5}, new long[] {0, 9}),
                1e-12);
        assertTrue(Double.isNaN(PopulationStability.of(new long[] {5}, new long[] {0})));
    }

    @Test
    void theBinsOfTheStabilityIndexAreTheTenthsOfTheFirstDistribution() {
        ScoreCounts first = new ScoreCounts();
        ScoreCounts second = new ScoreCounts();
        for (int score = 1; score <= 100; score++) {
            first.add(score, Label.UNKNOWN);
            second.add(score <= 10 ? 95 : score, Label.UNKNOWN); // the lowest tenth moves to the highest
        }

        assertEquals(0, PopulationStability.of(first.table(), first.table()), 1e-12);
        assertEquals(
                (0.0001 - 0.1) * Math.log(0.0001 / 0.1) + 0.1 * Math.log(2),
                PopulationStability.of(first.table(), second.table()),
                1e-12);
    }

    @Test
    void theLiftOfATenthIsItsRateDividedByTheRateOfAll() {
        ScoreCounts counts = new ScoreCounts();
        for (int score = 1; score <= 100; score++) {
            counts.add(
                    score, score > 90 && score % 2 == 0 || score > 45 && score <= 50 ? Label.POSITIVE : Label.NEGATIVE);
        }
        counts.add(1_000, Label.UNKNOWN); // is in no tenth

        List<Lift> parts = Lift.byDecile(counts.table());

        assertEquals(10, parts.size());
        assertEquals(new Lift(1, 100, 91, 10, 5, 5, 0.5), parts.get(0));
        assertEquals(new Lift(6, 50, 41, 10, 5, 5, 1), parts.get(5));
        assertEquals(0, parts.get(9).lift());
    }

    @Test
    void eventsWithOneScoreAreDividedBetweenTenthsInProportion() {
        ScoreCounts counts = new ScoreCounts();
        for (int i = 0; i < 50; i++) {
            counts.add(7, i < 10 ? Label.POSITIVE : Label.NEGATIVE);
        }

        for (Lift part : Lift.byDecile(counts.table())) {
            assertEquals(5, part.events(), 1e-9);
            assertEquals(1, part.positives(), 1e-9);
            assertEquals(1, part.lift(), 1e-9);
        }
        assertEquals(List.of(), Lift.byDecile(new ScoreCounts().table()));
    }

    @Test
    void calibrationComparesMeanPredictionsWithOutcomes() {
        ScoreCounts counts = new ScoreCounts();
        for (int i = 0; i < 10; i++) {
            counts.add(0.2, i < 3 ? Label.POSITIVE : Label.NEGATIVE);
            counts.add(0.8, i < 7 ? Label.POSITIVE : Label.NEGATIVE);
        }

        Calibration calibration = Calibration.of(counts.table());

        assertEquals(2, calibration.parts().size());
        assertEquals(0.2, calibration.parts().get(0).predicted(), 1e-12);
        assertEquals(0.3, calibration.parts().get(0).observed(), 1e-12);
        assertEquals(0.8, calibration.parts().get(1).predicted(), 1e-12);
        assertEquals(0.7, calibration.parts().get(1).observed(), 1e-12);
        // (3 * 0.64 + 7 * 0.04 + 7 * 0.04 + 3 * 0.64) / 20
        assertEquals(0.22, calibration.brier(), 1e-12);
    }

    @Test
    void theIntervalOfAProportionIsWilsons() {
        // 10 of 100, and 0 of 20: as in Brown, Cai and DasGupta, 2001
        assertEquals(0.0552, Interval.ofProportion(10, 100).low(), 5e-5);
        assertEquals(0.1744, Interval.ofProportion(10, 100).high(), 5e-5);
        assertEquals(0, Interval.ofProportion(0, 20).low(), 1e-12);
        assertEquals(0.1611, Interval.ofProportion(0, 20).high(), 5e-5);
        assertTrue(Double.isNaN(Interval.ofProportion(0, 0).low()));
    }

    @Test
    void histogramsShareBinsOfARoundWidth() {
        ScoreCounts first = new ScoreCounts();
        ScoreCounts second = new ScoreCounts();
        first.add(3, Label.UNKNOWN);
        first.add(4, Label.UNKNOWN);
        second.add(97, Label.UNKNOWN);

        List<Histogram> histograms = Histogram.of(List.of(first.table(), second.table()));

        assertEquals(0, histograms.get(0).from());
        assertEquals(5, histograms.get(0).width());
        assertEquals(20, histograms.get(0).counts().size());
        assertEquals(2, histograms.get(0).counts().get(0));
        assertEquals(1, histograms.get(1).counts().get(19));
    }
}
