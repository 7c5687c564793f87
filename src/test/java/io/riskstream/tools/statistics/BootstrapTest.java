package io.riskstream.tools.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static ScoreTable normal(long seed, int events, double shift) {
        Random random = new Random(seed);
        ScoreCounts counts = new ScoreCounts();
        for (int i = 0; i < events; i++) {
            boolean positive = i % 5 == 0;
            counts.add(
                    Math.round(random.nextGaussian() * 10 + (positive ? shift : 0)),
                    positive ? Label.POSITIVE : Label.NEGATIVE);
        }
        return counts.table();
    }

    /** The standard error of an AUC by Hanley and McNeil, 1982. */
    private static double standardError(double auc, double positives, double negatives) {
        double q1 = auc / (2 - auc);
        double q2 = 2 * auc * auc / (1 + auc);
        return Math.sqrt((auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc))
                / (positives * negatives));
    }

    @Test
    void theWidthOfTheIntervalIsThatOfTheKnownStandardError() {
        ScoreTable table = normal(7, 2_000, 10);
        double auc = Discrimination.of(table).auc();

        Interval interval = new Bootstrap(1).auc(table);

        assertTrue(interval.contains(auc), interval.toString());
        assertEquals(2 * 1.96 * standardError(auc, 400, 1_600), interval.high() - interval.low(), 0.006);
    }

    @Test
    void theSameSeedGivesTheSameIntervalAndAnotherOneAnother() {
        ScoreTable table = normal(7, 500, 10);

        assertEquals(new Bootstrap(1).auc(table), new Bootstrap(1).auc(table));
        assertTrue(!new Bootstrap(1).auc(table).equals(new Bootstrap(2).auc(table)));
    }

    @Test
    void anIntervalIsUnknownWithTooFewEventsOfOneKind() {
        ScoreCounts counts = new ScoreCounts();
        counts.add(5, Label.POSITIVE);
        for (int i = 0; i < 100; i++) {
            counts.add(i, Label.NEGATIVE);
        }

        assertTrue(Double.isNaN(new Bootstrap(1).auc(counts.table()).low()));
    }

    @Test
    void theDifferenceOfAScoreFromItselfIsNothing() {
        PairedScores pairs = new PairedScores();
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            double score = random.nextInt(50);
            pairs.add(score, score * 2 + 1, random.nextInt(100) < score ? Label.POSITIVE : Label.NEGATIVE);
        }

        assertEquals(new Interval(0, 0), new Bootstrap(1).aucDifference(pairs));
    }

    @Test
    void theDifferenceIsThatOfTheSecondAucFromTheFirst() {
        PairedScores first = new PairedScores();
        PairedScores second = new PairedScores();
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            boolean positive = i % 4 == 0;
            double good = random.nextInt(20) + (positive ? 12 : 0);
            (i < 500 ? first : second).add(random.nextInt(20), good, positive ? Label.POSITIVE : Label.NEGATIVE);
        }
        first.add(second);

        Interval interval = new Bootstrap(1).aucDifference(first);

        assertTrue(interval.low() > 0.3 && interval.high() < 0.5, interval.toString());
    }

    @Test
    void drawsHaveTheMeanAndTheVarianceOfPoissonsDistribution() {
        PoissonSampler sampler = new PoissonSampler(new SplittableRandom(11));
        for (long mean : new long[] {1, 5, 60, 400}) {
            double sum = 0;
            double squares = 0;
            int draws = 40_000;
            for (int i = 0; i < draws; i++) {
                double drawn = sampler.draw(mean);
                sum += drawn;
                squares += drawn * drawn;
            }
            double average = sum / draws;
            assertEquals(mean, average, 5 * Math.sqrt(mean / (double) draws), "mean " + mean);
            assertEquals(1, (squares / draws - average * average) / mean, 0.05, "variance of " + mean);
        }
        assertEquals(0, sampler.draw(0));
    }
}
