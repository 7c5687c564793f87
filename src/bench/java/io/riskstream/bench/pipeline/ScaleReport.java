package io.riskstream.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes {@code scale.md}, with a table for each axis and the {@link Estimate}, and {@code scale.svg}. */
final class ScaleReport {
    private static final String CHART = "scale.svg";
    private static final int CORES_OF_A_WORKER = 4;

    private ScaleReport() {}

    static void write(Path directory, List<Axis> axes, PointResults results) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# Scaling of one pipeline");
        lines.add("");
        lines.add(
                "The fused pipeline, `flux/bench-claims-fused.yaml`, with one parameter changed at a time. The common values are: one task of the spout and of the"
                        + " fused bolt in one JVM; claims of 600 bytes, one in a hundred invalid; 12 rules; six look-ups over 330,000 records with a"
                        + " Zipf distribution; a near-cache of 500,000 entries.");
        lines.add("");
        lines.add("![CPU for each event, and events a second, with one parameter changed](" + CHART + ")");
        for (Axis axis : axes) {
            lines.add("");
            lines.addAll(table(axis, results));
        }
        lines.add("");
        lines.addAll(estimate(axes, results));
        lines.add("");
        lines.addAll(circumstances());
        Files.write(directory.resolve("scale.md"), lines);
        Files.writeString(directory.resolve(CHART), chart(axes, results));
    }

    private static List<String> table(Axis axis, PointResults results) {
        List<String> lines = new ArrayList<>();
        lines.add("## " + axis.title());
        lines.add("");
        lines.add(axis.description());
        lines.add("");
        lines.add(
                "| | us CPU an event | share of the JIT | events/s | us of the broker | us of Redis | records read from Redis, an event |"
                        + " look-ups from the near-cache | events counted | others |");
        lines.add("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (Axis.Row row : axis.rows()) {
            lines.add(results.of(row.point())
                    .map(result -> line(row, result))
                    .orElseGet(() -> "| " + row.label() + " | failed: "
                            + results.failure(row.point()).replace("|", "\\|").replaceAll("\\s+", " ")
                            + " | | | | | | | | |"));
        }
        return lines;
    }

    private static String line(Axis.Row row, Scale.Result result) {
        String label = row.point().equals(Point.COMMON) ? "**" + row.label() + "**" : row.label();
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %,.0f | %.2f | %.2f | %.3f | %.1f %% | %,d of %,d | %.2f |",
                label,
                result.cpuMicros(),
                result.compilerMicros(),
                result.perSecond(),
                result.brokerMicros(),
                result.redisMicros(),
                result.reads(),
                result.inMemory() * 100,
                result.counted(),
                result.events(),
                result.others());
    }

    private static List<String> estimate(List<Axis> axes, PointResults results) {
        List<String> lines = new ArrayList<>();
        lines.add("## A million events a second");
        lines.add("");
        lines.add("Estimated from the numbers above:");
        lines.add("");
        Estimate.formulas().forEach(formula -> lines.add("- " + formula));
        lines.add("");
        lines.add(
                "| | cores of the workers | partitions | cores of the brokers | shards of Redis | Gbit/s into the workers | out of them |");
        lines.add("|---|---:|---:|---:|---:|---:|---:|");
        estimated(axes, results).forEach((label, result) -> {
            Estimate estimate = Estimate.of(result);
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %,d | %.0f | %d | %.1f | %.1f |",
                    label,
                    estimate.cores(),
                    estimate.partitions(),
                    estimate.brokerCores(),
                    estimate.redisShards(),
                    estimate.gigabitsIn(),
                    estimate.gigabitsOut()));
        });
        changes(results).ifPresent(sentence -> lines.addAll(List.of("", sentence)));
        return lines;
    }

    /** Returns the load that Redis supports, from three measurements. */
    private static Optional<String> changes(PointResults results) {
        Optional<Scale.Result> common = results.of(Point.COMMON);
        if (results.changes().isEmpty() || results.readMicros().isEmpty() || common.isEmpty()) {
            return Optional.empty();
        }
        Changes.Result changes = results.changes().get();
        double read = results.readMicros().getAsDouble();
        int workers = (int) Math.ceil(Estimate.of(common.get()).cores() / CORES_OF_A_WORKER);
        return Optional.of(String.format(
                Locale.ROOT,
                "A read takes %.2f us of Redis, a write %.2f us, and %.2f us more for the invalidation message to each"
                        + " worker. So one shard with a utilization of %.1f serves %,.0f reads a second; or, with %d workers of %d cores each"
                        + " that all read the changed record again, it supports %,.0f changes a second.",
                read,
                changes.writeMicros(),
                changes.notifyMicros(),
                Estimate.UTILIZATION,
                1e6 * Estimate.UTILIZATION / read,
                workers,
                CORES_OF_A_WORKER,
                changes.maxPerSecond(workers, read)));
    }

    /** Returns the distinct points of one task in one JVM; only from these can the number of partitions be estimated. */
    private static Map<String, Scale.Result> estimated(List<Axis> axes, PointResults results) {
        Map<Point, String> labels = new LinkedHashMap<>();
        for (Axis axis : axes) {
            for (Axis.Row row : axis.rows()) {
                if (row.point().wiring().workers() == 0 && row.point().wiring().tasks() == 1) {
                    labels.putIfAbsent(row.point(), row.label());
                }
            }
        }
        labels.computeIfPresent(Point.COMMON, (common, label) -> "**600 bytes, 12 rules, six look-ups**");
        Map<String, Scale.Result> estimated = new LinkedHashMap<>();
        labels.forEach((point, label) -> results.of(point).ifPresent(result -> estimated.put(label, result)));
        return estimated;
    }

    private static List<String> circumstances() throws IOException {
        List<String> environment = Environment.describe();
        List<String> lines = new ArrayList<>();
        // the last line is about parallelism 1 throughout
        environment.subList(0, environment.size() - 1).forEach(line -> lines.add("- " + line));
        lines.add(
                "- counting begins " + Scale.WARM_UP_SECONDS
                        + " s after the first score, but after a third of the events at the earliest and after two thirds at the"
                        + " latest; a JVM on two busy cores compiles for a minute, so the share of the JIT is reported, and comparisons should exclude it");
        lines.add(
                "- at every point, each event had exactly one output, the invalid ones a dead letter, and all offsets were committed");
        lines.add(
                "- `others`: processors that other processes used during the run; for `workers`, they include the cluster's daemons"
                        + "");
        return lines;
    }

    private static String chart(List<Axis> axes, PointResults results) throws IOException {
        List<BarChart.Row> rows = new ArrayList<>();
        double mostMicros = 1;
        double maxPerSecond = 1;
        for (Axis axis : axes) {
            rows.add(BarChart.Row.heading(axis.title()));
            for (Axis.Row row : axis.rows()) {
                Optional<Scale.Result> result = results.of(row.point());
                if (result.isPresent()) {
                    double micros = result.get().settledMicros();
                    double perSecond = result.get().perSecond();
                    mostMicros = Math.max(mostMicros, micros);
                    maxPerSecond = Math.max(maxPerSecond, perSecond);
                    rows.add(new BarChart.Row(
                            row.label(), micros, perSecond, row.point().equals(Point.COMMON)));
                }
            }
        }
        double common =
                results.of(Point.COMMON).map(Scale.Result::settledMicros).orElse(mostMicros);
        return BarChart.of(
                "Scoring a claim with one parameter changed at a time; CPU without the JIT",
                "µs of CPU an event (lower is better)",
                "%.1f",
                Math.min(mostMicros, 6 * common),
                "events a second (higher is better)",
                "%,.0f",
                maxPerSecond,
                rows,
                Environment.describe().get(0));
    }
}
