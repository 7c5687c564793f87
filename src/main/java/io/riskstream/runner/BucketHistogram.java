package io.riskstream.runner;

import com.codahale.metrics.Histogram;
import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * How values are spread, as a histogram for Storm's reporters: to add some costs two atomic additions and no memory, where a stock histogram
 * puts a sample into a sorted map. Values lie in buckets a sixteenth of a power of two wide, so a quantile is true within 3 %; it tells of the
 * last five to ten minutes, the count of all since the start.
 */
public final class BucketHistogram extends Histogram {
    /** Values from 2^44 on are taken for the greatest below: as nanoseconds, five hours. */
    private static final int GREATEST_EXPONENT = 43;

    private static final int BUCKETS = bucket((1L << GREATEST_EXPONENT + 1) - 1) + 1;
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final LongSupplier ticker;
    private final AtomicLong count = new AtomicLong();
    private volatile AtomicLongArray present = new AtomicLongArray(BUCKETS);
    private AtomicLongArray past = new AtomicLongArray(BUCKETS);
    private long presentSince;

    public BucketHistogram(LongSupplier ticker) {
        super(new NoReservoir());
        this.ticker = ticker;
        this.presentSince = ticker.getAsLong();
    }

    public void record(long value, int times) {
        count.getAndAdd(times);
        present.getAndAdd(bucket(value), times);
    }

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

    /** What it holds, to be put together with what other tasks hold. */
    public synchronized Counts counts() {
        long now = ticker.getAsLong();
        if (now - presentSince > WINDOW_NANOS) {
            past = present;
            present = new AtomicLongArray(BUCKETS);
            presentSince = now;
        }
        long[] counts = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = past.get(i) + present.get(i);
        }
        return new Counts(counts, count.get());
    }

    private static int bucket(long value) {
        if (value < 16) {
            return (int) Math.max(0, value);
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        return exponent > GREATEST_EXPONENT ? BUCKETS - 1 : (exponent - 3 << 4) + (int) (value >>> exponent - 4 & 15);
    }

    /** The middle of a bucket. */
    private static double middle(int bucket) {
        if (bucket < 32) {
            return bucket;
        }
        int shift = (bucket >> 4) - 1;
        return (16 + (bucket & 15) + 0.5) * (1L << shift) - 0.5;
    }

    /** Values as they were spread at one time. */
    public static final class Counts extends Snapshot {
        /** Of no values. */
        public static final Counts NONE = new Counts(new long[BUCKETS], 0);

        private final long[] counts;
        private final long recent;
        private final long total;

        private Counts(long[] counts, long total) {
            this.counts = counts;
            this.recent = Arrays.stream(counts).sum();
            this.total = total;
        }

        /** These and those. */
        public Counts plus(Counts others) {
            long[] sums = new long[BUCKETS];
            Arrays.setAll(sums, i -> counts[i] + others.counts[i]);
            return new Counts(sums, total + others.total);
        }

        /** How many values there have been since the start. */
        public long total() {
            return total;
        }

        @Override
        public double getValue(double quantile) {
            long rank = Math.max(1, (long) Math.ceil(quantile * recent));
            long seen = 0;
            for (int i = 0; i < BUCKETS; i++) {
                seen += counts[i];
                if (seen >= rank) {
                    return middle(i);
                }
            }
            return 0;
        }

        /** The middles of the buckets that hold any. */
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
            double sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += counts[i] * middle(i);
            }
            return recent == 0 ? 0 : sum / recent;
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

    /** The samples of a stock histogram, of which there are none here. */
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
