package io.riskstream.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Writes what was measured as Markdown, and the throughput as a picture too. */
final class Report {
    private static final String CHART = "pipeline.svg";

    private Report() {}

    /** Writes {@code pipeline.md} and {@code pipeline.svg}. */
    static void throughput(Path directory, Map<Contestant, List<Throughput.Result>> runs) throws IOException {
        List<Throughput.Result> results =
                runs.values().stream().map(Report::best).toList();
        List<String> lines = new ArrayList<>();
        lines.add("# One pipeline, " + results.size() + " ways");
        lines.add("");
        lines.add(
                "A claim of 600 bytes, 12 fields validated, six look-ups over 330,000 records, 12 rules, the score to Kafka;"
                        + " one claim in a hundred is faulty, and goes to the dead letters.");
        lines.add("");
        lines.add("![CPU for each event, and events a second](" + CHART + ")");
        lines.add("");
        lines.add(
                "| | us CPU an event | of all runs | of it the JIT | events/s | CPU: of the floor | of the best loop | of Flink | us of the broker |"
                        + " events counted | others |");
        lines.add("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (Throughput.Result result : results) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %s | %.2f | %,.0f | %s | %s | %s | %.2f | %,d | %.2f |",
                    result.contestant().title(),
                    result.cpuMicros(),
                    all(runs.get(result.contestant())),
                    result.compilerMicros(),
                    result.perSecond(),
                    ratio(result, results, Contestant.FLOOR),
                    ratio(result, results, Contestant.LOOP),
                    ratio(result, results, Contestant.FLINK),
                    result.brokerMicros(),
                    result.counted(),
                    result.others()));
        }
        lines.add("");
        Environment.told().forEach(line -> lines.add("- " + line));
        lines.add(
                "- counted are the last two thirds of the events, which lie in Kafka before a contestant starts, or what is left of them once its JVM has been up for "
                        + Throughput.WARM_UP_SECONDS
                        + " s, a third at least: the processor time of its process (user and system, all threads), until the last score is acknowledged");
        lines.add("- of several runs, each in turn with the other contestants, the one with the least CPU");
        lines.add(
                "- all contestants came to the same score, decision and reasons for every claim, and to the same dead letters");
        Files.write(directory.resolve("pipeline.md"), lines);
        Files.writeString(directory.resolve(CHART), chart(results));
    }

    /** Whatever else a machine does can only add to what a run takes. */
    private static Throughput.Result best(List<Throughput.Result> runs) {
        return runs.stream()
                .min(Comparator.comparingDouble(Throughput.Result::cpuMicros))
                .orElseThrow();
    }

    private static String all(List<Throughput.Result> runs) {
        return runs.stream()
                .map(run -> String.format(Locale.ROOT, "%.2f", run.cpuMicros()))
                .collect(Collectors.joining(", "));
    }

    private static String ratio(Throughput.Result result, List<Throughput.Result> results, String to) {
        return results.stream()
                .filter(other -> other.contestant().name().equals(to))
                .findFirst()
                .map(other -> String.format(Locale.ROOT, "%.2f", result.cpuMicros() / other.cpuMicros()))
                .orElse("");
    }

    private static String chart(List<Throughput.Result> results) throws IOException {
        List<BarChart.Row> rows = results.stream()
                .map(result -> new BarChart.Row(
                        result.contestant().title().replace("*", ""),
                        result.cpuMicros(),
                        result.perSecond(),
                        result.contestant().ours()))
                .toList();
        return BarChart.of(
                "Scoring a claim: parse, validate, six look-ups, twelve rules, publish",
                "µs of CPU an event (less is better)",
                "%.1f",
                most(results, Throughput.Result::cpuMicros),
                "events a second (more is better)",
                "%,.0f",
                most(results, Throughput.Result::perSecond),
                rows,
                Environment.told().get(0));
    }

    private static double most(List<Throughput.Result> results, ToDoubleFunction<Throughput.Result> value) {
        return results.stream()
                .filter(result -> !result.contestant().slow())
                .mapToDouble(value)
                .max()
                .orElse(1);
    }

    /** Writes {@code latency.md}. */
    static void latency(Path directory, List<Latency.Result> results) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# From a claim's timestamp to its acknowledged score");
        lines.add("");
        lines.add("| milliseconds | events/s | p50 | p99 | p99.9 | most | p99: of the best loop | scores |");
        lines.add("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (Latency.Result result : results) {
            Histogram micros = result.micros();
            Optional<Latency.Result> loop = results.stream()
                    .filter(other -> other.contestant().name().equals(Contestant.LOOP)
                            && other.perSecond() == result.perSecond())
                    .findFirst();
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.1f | %.1f | %.1f | %.1f | %s | %,d |",
                    result.contestant().title(),
                    result.perSecond(),
                    millis(micros, 50),
                    millis(micros, 99),
                    millis(micros, 99.9),
                    millis(micros, 100),
                    loop.map(other ->
                                    String.format(Locale.ROOT, "%.2f", millis(micros, 99) / millis(other.micros(), 99)))
                            .orElse(""),
                    micros.getTotalCount()));
        }
        lines.add("");
        Environment.told().forEach(line -> lines.add("- " + line));
        lines.add(
                "- claims come at a fixed rate whatever the contestant does; a latency runs from the time a claim is due, which is its"
                        + " record's timestamp, to the time the broker gives its score as it writes it (`LogAppendTime`), on the clock of one"
                        + " machine, exact to half a millisecond; the sender's own `linger.ms=1` is part of it, for all alike");
        Files.write(directory.resolve("latency.md"), lines);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
