package io.riskstream.storm.metrics;

import io.riskstream.runner.BucketHistogram;
import io.riskstream.storm.metrics.MetricFamily.Label;
import java.util.List;

/** The value of one metric at one moment, with all its labels. */
sealed interface MetricSample {
    List<Label> labels();

    /** A counter or a gauge. */
    record Value(List<Label> labels, double value) implements MetricSample {}

    /**
     * A histogram of all values since the start.
     *
     * @param histogram has the examples of its values
     */
    record Buckets(List<Label> labels, BucketHistogram.Counts counts, BucketHistogram histogram)
            implements MetricSample {
        Buckets(List<Label> labels, BucketHistogram histogram) {
            this(labels, histogram.sinceStart(), histogram);
        }
    }

    /**
     * The quantiles of recent values.
     *
     * @param count the number of values since the start
     * @param mean the mean of the recent values
     */
    record Quantiles(List<Label> labels, long count, double mean, double median, double p99) implements MetricSample {}
}
