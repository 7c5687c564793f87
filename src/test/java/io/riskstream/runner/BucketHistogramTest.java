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
    private final BucketHistogram histogram = new BucketHistogram(now::get);

    @Test
    void returnsQuantilesWithinThreePercentOfTheExactOnes() {
        Random random = new Random(5);
        long[] values = random.doubles(100_000, 0, 43)
                .mapToLong(x -> (long) Math.pow(2, x))
                .toArray();
        Arrays.stream(values).forEach(value -> histogram.record(value, 1));
        Arrays.sort(values);
        for (double quantile : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = values[Math.max(0, (int) Math.ceil(quantile * values.length) - 1)];
            assertEquals(exact, histogram.counts().getValue(quantile), 0.03 * exact, "quantile " + quantile);
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        assertEquals(mean, histogram.counts().getMean(), 0.03 * mean);
    }

    @Test
    void countsSmallValuesExactlyAndHugeOnesInTheHighestBucket() {
        for (long value = 0; value < 32; value++) {
            BucketHistogram one = new BucketHistogram(now::get);
            one.record(value, 3);
            assertEquals(value, one.counts().getValue(0.5));
            assertEquals(3, one.getCount());
        }
        histogram.record(-1, 1);
        assertEquals(0, histogram.counts().getMin());
        histogram.record(Long.MAX_VALUE, 1);
        assertTrue(histogram.counts().getMax() > Duration.ofHours(4).toNanos());
    }

    @Test
    void coversRecentValuesInQuantilesAndAllValuesInTheCount() {
        histogram.record(1_000, 10);
        advance(Duration.ofMinutes(6));
        assertEquals(1_000, histogram.counts().getValue(0.5), 30);
        histogram.record(10, 5);
        advance(Duration.ofMinutes(6));
        assertEquals(10, histogram.counts().getMax());
        assertEquals(15, histogram.counts().total());
        assertEquals(15, histogram.getCount());
        assertEquals(5, histogram.counts().size());
    }

    @Test
    void neverForgetsAValueSinceTheStart() {
        histogram.record(1_000, 10);
        for (int i = 0; i < 3; i++) {
            advance(Duration.ofMinutes(6));
            histogram.counts(); // begins a new window
        }
        histogram.record(10, 5);
        assertEquals(5, histogram.counts().inSnapshot());
        assertEquals(15, histogram.sinceStart().inSnapshot());
        assertEquals(5, histogram.sinceStart().upTo(512));
        assertEquals(15, histogram.sinceStart().upTo(1_024));
        assertEquals(10_050, histogram.sinceStart().sum(), 0.03 * 10_050);
    }

    @Test
    void addsTheSnapshotsOfTwoTasks() {
        BucketHistogram other = new BucketHistogram(now::get);
        histogram.record(10, 99);
        other.record(31, 1);
        BucketHistogram.Counts sum = histogram.counts().plus(other.counts());
        assertEquals(100, sum.total());
        assertEquals(10, sum.getValue(0.99));
        assertEquals(31, sum.getMax());
        assertEquals(0, BucketHistogram.Counts.NONE.getMean());
    }

    private void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
