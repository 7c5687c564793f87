package io.riskstream.runner;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import io.riskstream.event.Origin;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * A histogram for Storm's metrics reporters. Recording values costs two atomic additions and no memory; a stock histogram inserts a sample into a
 * sorted map. A bucket is a sixteenth of a power of two wide, so a quantile is accurate to 3 %. Quantiles cover the last five to ten minutes; the
 * count covers all values since the start.
 */
public final class BucketHistogram extends Histogram {
    /** Values of 2^44 and more are counted in the highest bucket. As nanoseconds, 2^44 is about five hours. */
    private static final int MAX_EXPONENT = 43;

    /** The highest argument of {@link #example}: of values of 2^44 and more. */
    public static final int MAX_EXAMPLE_EXPONENT = MAX_EXPONENT + 1;

    private static final int BUCKETS = bucket((1L << MAX_EXPONENT + 1) - 1) + 1;
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** How long an example is kept before the next one replaces it. */
    private static final long EXAMPLE_MILLIS = 10_000;

    private final LongSupplier ticker;
    /** By {@link #exponent}. */
    private final AtomicReferenceArray<Example> examples = new AtomicReferenceArray<>(MAX_EXAMPLE_EXPONENT + 1);

    private final AtomicLong count = new AtomicLong();
    private volatile AtomicLongArray current = new AtomicLongArray(BUCKETS);
    private AtomicLongArray previous = new AtomicLongArray(BUCKETS);
    /** The counts of all windows before the previous one. */
    private final long[] earlier = new long[BUCKETS];

    private long currentSince;

    public BucketHistogram(LongSupplier ticker) {
        super(new NoReservoir());
        this.ticker = ticker;
        this.currentSince = ticker.getAsLong();
    }

    public void record(long value, int times) {
        count.getAndAdd(times);
        current.getAndAdd(bucket(value), times);
    }

    /**
     * Records a value with the origin of an event that had it. Of the values between two powers of two, one example is kept, for ten seconds at least; most
     * calls only read it.
     *
     * @param timeMillis the current time, in milliseconds since 1970
     */
    public void record(long value, int times, Origin example, long timeMillis) {
        record(value, times);
        int exponent = exponent(value);
        Example known = examples.get(exponent);
        if (known == null || timeMillis - known.timeMillis() >= EXAMPLE_MILLIS) {
            examples.lazySet(exponent, new Example(example, value, timeMillis));
        }
    }

    /** Returns the least exponent of a power of two that is not less than a value. */
    private static int exponent(long value) {
        return value <= 1 ? 0 : Math.min(MAX_EXAMPLE_EXPONENT, 64 - Long.numberOfLeadingZeros(value - 1));
    }

    /** Returns the latest example of the values above the power of two before the given one, up to it; empty if there is none. */
    public Optional<Example> example(int exponent) {
        return Optional.ofNullable(examples.get(exponent));
    }

    /**
     * An event that had a value.
     *
     * @param timeMillis when it was recorded, in milliseconds since 1970
     */
    public record Example(Origin origin, long value, long timeMillis) {}

    @Override
    public void update(long value) {
        record(value, 1);
    }

    @Override
    public long getCount() {
        return count.get();
    }

    @Override
    public synchronized Snapshot getSnapshot() {
        return counts();
    }

    /** Returns a snapshot, which can be added to those of other tasks. */
    public synchronized Counts counts() {
        beginWindow();
        long[] counts = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = previous.get(i) + current.get(i);
        }
        return new Counts(counts, count.get());
    }

    /** Returns a snapshot of all values since the start. Its count in each bucket never decreases. */
    public synchronized Counts sinceStart() {
        beginWindow();
        long[] counts = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = earlier[i] + previous.get(i) + current.get(i);
        }
        return new Counts(counts, count.get());
    }

    private void beginWindow() {
        long now = ticker.getAsLong();
        if (now - currentSince > WINDOW_NANOS) {
            for (int i = 0; i < BUCKETS; i++) {
                earlier[i] += previous.get(i);
            }
            previous = current;
            current = new AtomicLongArray(BUCKETS);
            currentSince = now;
        }
    }

    private static int bucket(long value) {
        if (value < 16) {
            return (int) Math.max(0, value);
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        return exponent > MAX_EXPONENT ? BUCKETS - 1 : (exponent - 3 << 4) + (int) (value >>> exponent - 4 & 15);
    }

    /** Returns the middle of a bucket. */
    private static double middle(int bucket) {
        if (bucket < 32) {
            return bucket;
        }
        int shift = (bucket >> 4) - 1;
        return (16 + (bucket & 15) + 0.5) * (1L << shift) - 0.5;
    }

    /** An immutable snapshot of the buckets. */
    public static final class Counts extends Snapshot {
        /** The snapshot of no values. */
        public static final Counts NONE = new Counts(new long[BUCKETS], 0);

        private final long[] counts;
        private final long recent;
        private final long total;

        private Counts(long[] counts, long total) {
            this.counts = counts;
            this.recent = Arrays.stream(counts).sum();
            this.total = total;
        }

        /** Returns the sum of two snapshots. */
        public Counts plus(Counts others) {
            long[] sums = new long[BUCKETS];
            Arrays.setAll(sums, i -> counts[i] + others.counts[i]);
            return new Counts(sums, total + others.total);
        }

        /** Returns the number of values since the start. */
        public long total() {
            return total;
        }

        /** Returns the number of values in this snapshot. */
        public long inSnapshot() {
            return recent;
        }

        /** Returns the number of values up to a power of two; from 32 on without those that are equal to it, since they share a bucket with larger ones. */
        public long upTo(long powerOfTwo) {
            int end = bucket(powerOfTwo < 32 ? powerOfTwo + 1 : powerOfTwo);
            long below = 0;
            for (int i = 0; i < end; i++) {
                below += counts[i];
            }
            return below;
        }

        /** Returns the sum of the values, accurate to 3 %. */
        public double sum() {
            double sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += counts[i] * middle(i);
            }
            return sum;
        }

        @Override
        public double getValue(double quantile) {
            long rank = Math.max(1, (long) Math.ceil(quantile * recent));
            long cumulative = 0;
            for (int i = 0; i < BUCKETS; i++) {
                cumulative += counts[i];
                if (cumulative >= rank) {
                    return middle(i);
                }
            }
            return 0;
        }

        /** Returns the middles of the buckets that are not empty. */
        @Override
        public long[] getValues() {
            return IntStream.range(0, BUCKETS)
                    .filter(i -> counts[i] > 0)
                    .mapToLong(i -> Math.round(middle(i)))
                    .toArray();
        }

        @Override
        public int size() {
            return (int) Math.min(Integer.MAX_VALUE, recent);
        }

        @Override
        public long getMax() {
            return Math.round(getValue(1));
        }

        @Override
        public long getMin() {
            return Math.round(getValue(0));
        }

        @Override
        public double getMean() {
            return recent == 0 ? 0 : sum() / recent;
        }

        @Override
        public double getStdDev() {
            double mean = getMean();
            double squares = 0;
            for (int i = 0; i < BUCKETS; i++) {
                squares += counts[i] * (middle(i) - mean) * (middle(i) - mean);
            }
            return recent < 2 ? 0 : Math.sqrt(squares / (recent - 1));
        }

        @Override
        public void dump(OutputStream output) {
            PrintStream lines = new PrintStream(output, true, StandardCharsets.UTF_8);
            Arrays.stream(getValues()).forEach(lines::println);
        }
    }

    /** Stands in for the reservoir that the superclass requires. A bucket histogram keeps no samples. */
    private static final class NoReservoir implements Reservoir {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public void update(long value) {
            throw new IllegalStateException("values are counted, not sampled");
        }

        @Override
        public Snapshot getSnapshot() {
            throw new IllegalStateException("values are counted, not sampled");
        }
    }
}
