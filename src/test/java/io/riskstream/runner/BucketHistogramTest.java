package io.riskstream.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketHistogramTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final BucketHistogram spread = new BucketHistogram(now::get);

    @Test
    void itsQuantilesAreWithinThreePercentOfTheTrueOnes() {
        Random random = new Random(5);
        long[] values = random.doubles(100_000, 0, 43)
                .mapToLong(x -> (long) Math.pow(2, x))
                .toArray();
        Arrays.stream(values).forEach(value -> spread.record(value, 1));
        Arrays.sort(values);
        for (double quantile : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
            double truth = values[Math.max(0, (int) Math.ceil(quantile * values.length) - 1)];
            assertEquals(truth, spread.counts().getValue(quantile), 0.03 * truth, "quantile " + quantile);
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        assertEquals(mean, spread.counts().getMean(), 0.03 * mean);
    }

    @Test
    void smallValuesAreKeptAsTheyAreAndHugeOnesTakenForTheGreatest() {
        for (long value = 0; value < 32; value++) {
            BucketHistogram one = new BucketHistogram(now::get);
            one.record(value, 3);
            assertEquals(value, one.counts().getValue(0.5));
            assertEquals(3, one.getCount());
        }
        spread.record(-1, 1);
        assertEquals(0, spread.counts().getMin());
        spread.record(Long.MAX_VALUE, 1);
        assertTrue(spread.counts().getMax() > Duration.ofHours(4).toNanos());
    }

    @Test
    void quantilesForgetWhatIsLongAgoAndTheCountDoesNot() {
        spread.record(1_000, 10);
        pass(Duration.ofMinutes(6));
        assertEquals(1_000, spread.counts().getValue(0.5), 30);
        spread.record(10, 5);
        pass(Duration.ofMinutes(6));
        assertEquals(10, spread.counts().getMax());
        assertEquals(15, spread.counts().total());
        assertEquals(15, spread.getCount());
        assertEquals(5, spread.counts().size());
    }

    @Test
    void twoTasksAddUp() {
        BucketHistogram other = new BucketHistogram(now::get);
        spread.record(10, 99);
        other.record(31, 1);
        BucketHistogram.Counts both = spread.counts().plus(other.counts());
        assertEquals(100, both.total());
        assertEquals(10, both.getValue(0.99));
        assertEquals(31, both.getMax());
        assertEquals(0, BucketHistogram.Counts.NONE.getMean());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
