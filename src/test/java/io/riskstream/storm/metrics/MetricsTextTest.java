package io.riskstream.storm.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Origin;
import io.riskstream.runner.BucketHistogram;
import io.riskstream.storm.metrics.MetricFamily.Label;
import io.riskstream.storm.metrics.WorkerMetrics.FamilySamples;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final List<Label> LABELS = List.of(new Label("component", "parse"), new Label("code", "a\"b\\c\nd"));

    private static String text(boolean openMetrics, MetricFamily family, MetricSample... samples) {
        return MetricsText.of(List.of(new FamilySamples(family, List.of(samples))), openMetrics);
    }

    @Test
    void writesACounterInBothFormats() {
        MetricFamily family = new MetricFamily("riskstream_rejections", MetricType.COUNTER, "Rejections\nby code.", 1);
        MetricSample sample = new MetricSample.Value(LABELS, 3);
        String line = "riskstream_rejections_total{component=\"parse\",code=\"a\\\"b\\\\c\\nd\"} 3\n";
        assertEquals(
                "# HELP riskstream_rejections_total Rejections\\nby code.\n# TYPE riskstream_rejections_total counter\n"
                        + line,
                text(false, family, sample));
        assertEquals(
                "# HELP riskstream_rejections Rejections\\nby code.\n# TYPE riskstream_rejections counter\n" + line
                        + "# EOF\n",
                text(true, family, sample));
    }

    @Test
    void writesNumbersThatAreNotFinite() {
        MetricFamily family = new MetricFamily("own", MetricType.GAUGE, "Registered as a\"b.", 1);
        String text = text(
                true,
                family,
                new MetricSample.Value(List.of(), Double.NaN),
                new MetricSample.Value(List.of(), Double.POSITIVE_INFINITY),
                new MetricSample.Value(List.of(), Double.NEGATIVE_INFINITY));
        assertEquals("# HELP own Registered as a\\\"b.\n# TYPE own gauge\nown NaN\nown +Inf\nown -Inf\n# EOF\n", text);
    }

    @Test
    void writesAHistogramWithCumulativeBucketsInSeconds() {
        BucketHistogram histogram = new BucketHistogram(() -> 0);
        histogram.record(100, 2); // ns, in the first bucket
        histogram.record(1_000_000, 3); // 1 ms
        histogram.record(3_600_000_000_000L, 1); // an hour, above the last bucket
        MetricFamily family = new MetricFamily("riskstream_stage_apply_seconds", MetricType.HISTOGRAM, "Time.", 1e-9);
        String text = text(false, family, new MetricSample.Buckets(List.of(), histogram));
        List<String> buckets =
                text.lines().filter(line -> line.contains("_bucket")).toList();
        assertEquals(28, buckets.size());
        assertEquals("riskstream_stage_apply_seconds_bucket{le=\"2.56E-7\"} 2", buckets.get(0));
        assertEquals(
                List.of("2", "5", "5"),
                buckets.stream()
                        .filter(line ->
                                line.contains("5.24288E-4") || line.contains("0.001048576") || line.contains("17.17"))
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .collect(Collectors.toList()));
        assertEquals("riskstream_stage_apply_seconds_bucket{le=\"+Inf\"} 6", buckets.get(27));
        assertTrue(text.contains("riskstream_stage_apply_seconds_count 6\n"), text);
        double sum = Double.parseDouble(text.lines()
                .filter(line -> line.contains("_sum "))
                .map(line -> line.substring(line.lastIndexOf(' ')))
                .findFirst()
                .orElseThrow());
        assertEquals(3_600.003, sum, 0.03 * 3_600);
    }

    @Test
    void countsAValueEqualToABoundInItsBucket() {
        BucketHistogram age = new BucketHistogram(() -> 0);
        age.record(1, 1);
        age.record(8, 1);
        MetricFamily family = new MetricFamily("riskstream_event_age_seconds", MetricType.HISTOGRAM, "Age.", 1e-3);
        String text = text(false, family, new MetricSample.Buckets(List.of(), age));
        assertTrue(text.contains("_bucket{le=\"0.001\"} 1\n"), text);
        assertTrue(text.contains("_bucket{le=\"0.004\"} 1\n"), text);
        assertTrue(text.contains("_bucket{le=\"0.008\"} 2\n"), text);
    }

    @Test
    void addsTheOriginOfAnEventToABucketInOpenMetrics() {
        BucketHistogram age = new BucketHistogram(() -> 0);
        age.record(3, 1, origin("claims", 17), 1_700_000_000_005L);
        age.record(4, 1, origin("claims", 18), 1_700_000_009_000L);
        age.record(300_000, 2, origin("claims", 19), 1_700_000_000_000L);
        age.record(1, 1, origin("a".repeat(249), 1), 1_700_000_000_000L); // too long for an exemplar
        MetricFamily family = new MetricFamily("riskstream_event_age_seconds", MetricType.HISTOGRAM, "Age.", 1e-3);
        MetricSample sample = new MetricSample.Buckets(List.of(), age);
        List<String> exemplars = text(true, family, sample)
                .lines()
                .filter(line -> line.contains(" # "))
                .toList();
        assertEquals(
                List.of(
                        "riskstream_event_age_seconds_bucket{le=\"0.004\"} 3 # {origin=\"claims-0@17\"} 0.003 1700000000.005",
                        "riskstream_event_age_seconds_bucket{le=\"+Inf\"} 5 # {origin=\"claims-0@19\"} 300.0 1700000000.000"),
                exemplars);
        assertFalse(text(false, family, sample).contains(" # {"));
    }

    @Test
    void replacesTheExampleOfABucketAfterTenSeconds() {
        BucketHistogram age = new BucketHistogram(() -> 0);
        age.record(700, 1, origin("claims", 1), 1_000);
        age.record(701, 1, origin("claims", 2), 10_999);
        assertEquals(1, age.example(10).orElseThrow().origin().offset());
        age.record(702, 1, origin("claims", 3), 11_000);
        assertEquals(3, age.example(10).orElseThrow().origin().offset());
        age.record(Long.MAX_VALUE, 1, origin("claims", 4), 11_000);
        assertEquals(
                Long.MAX_VALUE,
                age.example(BucketHistogram.MAX_EXAMPLE_EXPONENT).orElseThrow().value());
    }

    private static Origin origin(String topic, long offset) {
        return new Origin(topic, 0, offset, 0, Optional.empty(), List.of());
    }

    @Test
    void statesTheUnitInOpenMetrics() {
        MetricFamily family = new MetricFamily("storm_worker_memory_bytes", MetricType.GAUGE, "Memory.", 1);
        String text = text(true, family, new MetricSample.Value(List.of(), 7));
        assertTrue(text.contains("# UNIT storm_worker_memory_bytes bytes\n"), text);
        assertFalse(text(false, family, new MetricSample.Value(List.of(), 7)).contains("# UNIT"));
    }

    @Test
    void writesQuantilesInTheUnitOfTheName() {
        MetricFamily family =
                new MetricFamily("riskstream_store_fetch_seconds", MetricType.SUMMARY, "Round trips.", 1e-9);
        String text = text(false, family, new MetricSample.Quantiles(List.of(), 4, 2e6, 1e6, 5e6));
        assertTrue(text.contains("riskstream_store_fetch_seconds{quantile=\"0.5\"} 0.001\n"), text);
        assertTrue(text.contains("riskstream_store_fetch_seconds{quantile=\"0.99\"} 0.005\n"), text);
        assertTrue(text.contains("riskstream_store_fetch_seconds_sum 0.008\n"), text);
        assertTrue(text.contains("riskstream_store_fetch_seconds_count 4\n"), text);
    }
}
