package io.riskstream.storm.metrics;

import io.riskstream.runner.BucketHistogram;
import io.riskstream.storm.metrics.MetricFamily.Label;
import io.riskstream.storm.metrics.WorkerMetrics.FamilySamples;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes metrics in the text format of Prometheus (version 0.0.4) or of OpenMetrics (version 1.0.0). They differ in the names of counters' families and
 * in the last line.
 */
final class MetricsText {
    private static final String TOTAL = "_total";
    /** The bounds of the buckets are powers of two, because these are bounds of a BucketHistogram too: from 2^8 ns (256 ns) to 2^34 ns (17 s). */
    private static final int MIN_NANOS_EXPONENT = 8;

    private static final int MAX_NANOS_EXPONENT = 34;
    /** From 1 ms to 2^17 ms (131 s). */
    private static final int MAX_MILLIS_EXPONENT = 17;

    private static final double NANOS = 1e-9;
    private static final List<String> UNITS = List.of("seconds", "bytes");
    /** The maximum length of an exemplar's labels in OpenMetrics. */
    private static final int MAX_EXEMPLAR_LENGTH = 128;

    private final boolean openMetrics;
    private final StringBuilder text = new StringBuilder(1 << 16);

    private MetricsText(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Returns the text of some families. */
    static String of(Collection<FamilySamples> families, boolean openMetrics) {
        MetricsText writer = new MetricsText(openMetrics);
        families.forEach(writer::write);
        if (openMetrics) {
            writer.text.append("# EOF\n");
        }
        return writer.text.toString();
    }

    private void write(FamilySamples samples) {
        MetricFamily family = samples.family();
        String counter = family.name() + TOTAL;
        String declared = family.type() == MetricType.COUNTER && !openMetrics ? counter : family.name();
        text.append("# HELP ")
                .append(declared)
                .append(' ')
                .append(escaped(family.help(), openMetrics))
                .append('\n');
        text.append("# TYPE ")
                .append(declared)
                .append(' ')
                .append(family.type().word())
                .append('\n');
        if (openMetrics) {
            UNITS.stream().filter(unit -> family.name().endsWith("_" + unit)).forEach(unit -> text.append("# UNIT ")
                    .append(declared)
                    .append(' ')
                    .append(unit)
                    .append('\n'));
        }
        for (MetricSample sample : samples.samples()) {
            if (sample instanceof MetricSample.Value number) {
                line(
                        family.type() == MetricType.COUNTER ? counter : family.name(),
                        number.labels(),
                        "",
                        number.value() * family.unit());
            } else if (sample instanceof MetricSample.Buckets buckets) {
                write(family, buckets);
            } else if (sample instanceof MetricSample.Quantiles quantiles) {
                write(family, quantiles);
            }
        }
    }

    private void write(MetricFamily family, MetricSample.Buckets sample) {
        BucketHistogram.Counts counts = sample.counts();
        boolean nanos = family.unit() == NANOS;
        int first = nanos ? MIN_NANOS_EXPONENT : 0;
        int last = nanos ? MAX_NANOS_EXPONENT : MAX_MILLIS_EXPONENT;
        for (int exponent = first; exponent <= last; exponent++) {
            long bound = 1L << exponent;
            line(family.name() + "_bucket", sample.labels(), "le=\"" + bound * family.unit() + '"', (double)
                    counts.upTo(bound));
            exemplar(family, sample.histogram(), exponent == first ? 0 : exponent, exponent);
        }
        double all = (double) counts.inSnapshot();
        line(family.name() + "_bucket", sample.labels(), "le=\"+Inf\"", all);
        exemplar(family, sample.histogram(), last + 1, BucketHistogram.MAX_EXAMPLE_EXPONENT);
        line(family.name() + "_sum", sample.labels(), "", counts.sum() * family.unit());
        line(family.name() + "_count", sample.labels(), "", all);
    }

    /** Appends the latest example of some powers of two to the last line: the origin of an event that had such a value. */
    private void exemplar(MetricFamily family, BucketHistogram histogram, int firstExponent, int lastExponent) {
        if (!openMetrics) {
            return;
        }
        IntStream.rangeClosed(firstExponent, lastExponent)
                .mapToObj(histogram::example)
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(BucketHistogram.Example::timeMillis))
                .ifPresent(example -> {
                    String origin = example.origin().toString();
                    if ("origin".length() + origin.length() <= MAX_EXEMPLAR_LENGTH) {
                        text.setLength(text.length() - 1);
                        text.append(" # {origin=\"")
                                .append(escaped(origin, true))
                                .append("\"} ")
                                .append(example.value() * family.unit())
                                .append(' ')
                                .append(example.timeMillis() / 1_000)
                                .append(String.format(Locale.ROOT, ".%03d", example.timeMillis() % 1_000))
                                .append('\n');
                    }
                });
    }

    private void write(MetricFamily family, MetricSample.Quantiles sample) {
        line(family.name(), sample.labels(), "quantile=\"0.5\"", sample.median() * family.unit());
        line(family.name(), sample.labels(), "quantile=\"0.99\"", sample.p99() * family.unit());
        line(family.name() + "_sum", sample.labels(), "", sample.mean() * sample.count() * family.unit());
        line(family.name() + "_count", sample.labels(), "", (double) sample.count());
    }

    private void line(String name, List<Label> labels, String lastLabel, double value) {
        text.append(name);
        if (!labels.isEmpty() || !lastLabel.isEmpty()) {
            char separator = '{';
            for (Label label : labels) {
                text.append(separator)
                        .append(label.name())
                        .append("=\"")
                        .append(escaped(label.value(), true))
                        .append('"');
                separator = ',';
            }
            if (!lastLabel.isEmpty()) {
                text.append(separator).append(lastLabel);
            }
            text.append('}');
        }
        text.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            text.append((long) value);
        } else {
            text.append(Double.isInfinite(value) ? value > 0 ? "+Inf" : "-Inf" : Double.toString(value));
        }
        text.append('\n');
    }

    private static String escaped(String value, boolean quoted) {
        String escaped = value.replace("\\", "\\\\").replace("\n", "\\n");
        return quoted ? escaped.replace("\"", "\\\"") : escaped;
    }
}
