package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.runner.BucketHistogram;
import org.junit.jupiter.api.Test;

class RunStageTimesTest {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;
    /** The buckets of a histogram are accurate to 3 %. */
    private static final double ACCURACY = 0.04;

    private static BucketHistogram.Counts counts(long value, int times) {
        BucketHistogram histogram = new BucketHistogram(() -> 0);
        histogram.record(value, times);
        return histogram.counts();
    }

    private static void assertMillis(double expected, double actual) {
        assertEquals(expected, actual, expected * ACCURACY + 0.0006);
    }

    @Test
    void aStageThatWaitsForNothingTakesItsTimeOnTheThread() {
        BucketHistogram.Counts apply = counts(20 * MICROSECOND, 1000);
        assertMillis(0.02, RunStageTimes.millis(apply, BucketHistogram.Counts.NONE, 0.5));
        assertMillis(0.02, RunStageTimes.millis(apply, BucketHistogram.Counts.NONE, 0.99));
    }

    @Test
    void aFewPendingOutcomesAreTheSlowestOfAll() {
        BucketHistogram.Counts apply = counts(20 * MICROSECOND, 1000);
        BucketHistogram.Counts wait = counts(5 * MILLISECOND, 30);
        assertMillis(0.02, RunStageTimes.millis(apply, wait, 0.5));
        assertMillis(5, RunStageTimes.millis(apply, wait, 0.99));
    }

    @Test
    void pendingOutcomesOfAllEventsAreTheTimeOfTheStage() {
        BucketHistogram.Counts apply = counts(20 * MICROSECOND, 1000);
        BucketHistogram.Counts wait = counts(2 * MILLISECOND, 1000);
        assertMillis(2, RunStageTimes.millis(apply, wait, 0.5));
    }
}
