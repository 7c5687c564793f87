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

/** Writes the results as Markdown, and the throughput also as an image. */
final class Report {
    private static final String CHART = "pipeline.svg";

    private Report() {}

    /** Writes {@code pipeline.md} and {@code pipeline.svg}. */
    static void throughput(Path directory, Map<Contestant, List<Throughput.Result>> runs) throws IOException {
        List<Throughput.Result> results =
                runs.values().stream().map(Report::best).toList();
        List<String> lines = new ArrayList<>();
        lines.add("# One pipeline, " + results.size() + " implementations");
        lines.add("");
        lines.add(
                "A claim of 600 bytes, 12 fields validated, six look-ups over 330,000 records, 12 rules, the score to Kafka;"
                        + " one claim in a hundred is invalid and becomes a dead letter.");
        lines.add("");
        lines.add("![CPU for each event, and events a second](" + CHART + ")");
        lines.add("");
        lines.add(
                "| | us CPU an event | of all runs | share of the JIT | events/s | CPU relative to Kafka alone | to the best loop | to Flink | us of the broker |"
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
                    ratio(result, results, Contestant.COPY),
                    ratio(result, results, Contestant.LOOP),
                    ratio(result, results, Contestant.FLINK),
                    result.brokerMicros(),
                    result.counted(),
                    result.others()));
        }
        lines.add("");
        Environment.describe().forEach(line -> lines.add("- " + line));
        lines.add(
                "- counted are the last two thirds of the events, which are in Kafka before a contestant starts, or those after its JVM has run for "
                        + Throughput.WARM_UP_SECONDS
                        + " s, but at least a third: the CPU time of its process (user and system, all threads), until the last score is acknowledged");
        lines.add("- of several runs, alternating with the other contestants, the one with the least CPU time");
        lines.add(
                "- all contestants returned the same score, decision and reasons for every claim, and the same dead letters");
        Files.write(directory.resolve("pipeline.md"), lines);
        Files.writeString(directory.resolve(CHART), chart(results));
    }

    /** Returns the run with the least CPU time, since other processes can only increase it. */
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
                        result.contestant().isRiskstream()))
                .toList();
        return BarChart.of(
                "Scoring a claim: parse, validate, six look-ups, twelve rules, publish",
                "µs of CPU an event (lower is better)",
                "%.1f",
                most(results, Throughput.Result::cpuMicros),
                "events a second (higher is better)",
                "%,.0f",
                most(results, Throughput.Result::perSecond),
                rows,
                Environment.describe().get(0));
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
        lines.add("| milliseconds | events/s | p50 | p99 | p99.9 | max | p99: of the best loop | scores |");
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
        Environment.describe().forEach(line -> lines.add("- " + line));
        lines.add(
                "- claims are sent at a fixed rate, independently of the contestant; a latency is measured from the time a claim is due, which is its"
                        + " record's timestamp, to the timestamp that the broker assigns to its score (`LogAppendTime`), on the clock of one"
                        + " machine, with a precision of half a millisecond; it includes the sender's `linger.ms=1` for all contestants");
        Files.write(directory.resolve("latency.md"), lines);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
