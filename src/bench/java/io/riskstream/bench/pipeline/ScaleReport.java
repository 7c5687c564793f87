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

/** Writes {@code scale.md}, a table an axis and the {@link Estimate}, and {@code scale.svg}. */
final class ScaleReport {
    private static final String CHART = "scale.svg";
    private static final int CORES_OF_A_WORKER = 4;

    private ScaleReport() {}

    static void write(Path directory, List<Axis> axes, Outcomes outcomes) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# One pipeline as it grows");
        lines.add("");
        lines.add(
                "The fused pipeline, `flux/bench-claims-fused.yaml`, with one thing changed at a time from: one task of the spout and of the"
                        + " fused bolt in one JVM; claims of 600 bytes, one in a hundred faulty; 12 rules; six look-ups over 330,000 records by"
                        + " Zipf's law; a near-cache of 500,000 entries.");
        lines.add("");
        lines.add("![CPU for each event, and events a second, as things grow](" + CHART + ")");
        for (Axis axis : axes) {
            lines.add("");
            lines.addAll(table(axis, outcomes));
        }
        lines.add("");
        lines.addAll(estimate(axes, outcomes));
        lines.add("");
        lines.addAll(circumstances());
        Files.write(directory.resolve("scale.md"), lines);
        Files.writeString(directory.resolve(CHART), chart(axes, outcomes));
    }

    private static List<String> table(Axis axis, Outcomes outcomes) {
        List<String> lines = new ArrayList<>();
        lines.add("## " + axis.title());
        lines.add("");
        lines.add(axis.told());
        lines.add("");
        lines.add(
                "| | us CPU an event | of it the JIT | events/s | us of the broker | us of Redis | records asked of Redis, an event |"
                        + " look-ups from memory | events counted | others |");
        lines.add("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (Axis.Row row : axis.rows()) {
            lines.add(outcomes.of(row.point())
                    .map(result -> line(row, result))
                    .orElseGet(() -> "| " + row.label() + " | failed: "
                            + outcomes.failure(row.point()).replace("|", "\\|").replaceAll("\\s+", " ")
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

    private static List<String> estimate(List<Axis> axes, Outcomes outcomes) {
        List<String> lines = new ArrayList<>();
        lines.add("## A million events a second");
        lines.add("");
        lines.add("On paper, from the numbers above:");
        lines.add("");
        Estimate.formulas().forEach(formula -> lines.add("- " + formula));
        lines.add("");
        lines.add(
                "| | cores of the workers | partitions | cores of the brokers | shards of Redis | Gbit/s into the workers | out of them |");
        lines.add("|---|---:|---:|---:|---:|---:|---:|");
        estimated(axes, outcomes).forEach((label, result) -> {
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
        changes(outcomes).ifPresent(told -> lines.addAll(List.of("", told)));
        return lines;
    }

    /** What Redis bears; it takes three measurements to tell. */
    private static Optional<String> changes(Outcomes outcomes) {
        Optional<Scale.Result> common = outcomes.of(Point.COMMON);
        if (outcomes.changes().isEmpty() || outcomes.readMicros().isEmpty() || common.isEmpty()) {
            return Optional.empty();
        }
        Changes.Result changes = outcomes.changes().get();
        double read = outcomes.readMicros().getAsDouble();
        int workers = (int) Math.ceil(Estimate.of(common.get()).cores() / CORES_OF_A_WORKER);
        return Optional.of(String.format(
                Locale.ROOT,
                "A record that is asked for takes %.2f us of Redis, one that is written %.2f us, and %.2f us more for each worker, which is told of"
                        + " it. So one shard, busy for %.1f of its time, answers %,.0f records a second; or, with %d workers of %d cores each"
                        + " that all ask for the changed record anew, it bears %,.0f changes a second.",
                read,
                changes.writeMicros(),
                changes.tellMicros(),
                Estimate.BUSY,
                1e6 * Estimate.BUSY / read,
                workers,
                CORES_OF_A_WORKER,
                changes.mostPerSecond(workers, read)));
    }

    /** The points of one task in one JVM, each once; partitions can be reckoned from these alone. */
    private static Map<String, Scale.Result> estimated(List<Axis> axes, Outcomes outcomes) {
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
        labels.forEach((point, label) -> outcomes.of(point).ifPresent(result -> estimated.put(label, result)));
        return estimated;
    }

    private static List<String> circumstances() throws IOException {
        List<String> told = Environment.told();
        List<String> lines = new ArrayList<>();
        // the last line is of parallelism 1 throughout
        told.subList(0, told.size() - 1).forEach(line -> lines.add("- " + line));
        lines.add(
                "- counting begins " + Scale.WARM_UP_SECONDS
                        + " s after the first score, but once a third of the events is done at the earliest and once half is at the latest; a JVM"
                        + " on two busy cores compiles for a minute, so what the JIT took is told, and comparisons should leave it out");
        lines.add(
                "- of every point, each event came to one end, the faulty ones to dead letters, and all offsets were committed");
        lines.add(
                "- `others`: processors that the machine spent meanwhile on what is no part of the run; of `workers`, the cluster's daemons"
                        + " are among them");
        return lines;
    }

    private static String chart(List<Axis> axes, Outcomes outcomes) throws IOException {
        List<BarChart.Row> rows = new ArrayList<>();
        double mostMicros = 1;
        double mostPerSecond = 1;
        for (Axis axis : axes) {
            rows.add(BarChart.Row.heading(axis.title()));
            for (Axis.Row row : axis.rows()) {
                Optional<Scale.Result> result = outcomes.of(row.point());
                if (result.isPresent()) {
                    double micros = result.get().settledMicros();
                    double perSecond = result.get().perSecond();
                    mostMicros = Math.max(mostMicros, micros);
                    mostPerSecond = Math.max(mostPerSecond, perSecond);
                    rows.add(new BarChart.Row(
                            row.label(), micros, perSecond, row.point().equals(Point.COMMON)));
                }
            }
        }
        double common =
                outcomes.of(Point.COMMON).map(Scale.Result::settledMicros).orElse(mostMicros);
        return BarChart.of(
                "Scoring a claim with one thing changed at a time; CPU without the JIT's",
                "µs of CPU an event (less is better)",
                "%.1f",
                Math.min(mostMicros, 6 * common),
                "events a second (more is better)",
                "%,.0f",
                mostPerSecond,
                rows,
                Environment.told().get(0));
    }
}
