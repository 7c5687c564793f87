package io.riskstream.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;

/** Prints {@link RulesBenchmark} as a table: nanoseconds and bytes for each rule, compared with plain Java. */
@Command(
        name = "rules",
        description =
                "Compares rules with plain Java, Apache Commons JEXL and dev.cel: nanoseconds and bytes allocated for each rule.",
        mixinStandardHelpOptions = true)
final class RulesCommand implements Callable<Integer> {
    private static final List<String> ORDER = List.of("plainJava", "riskstream", "jexl", "celJava");
    private static final Map<String, String> NAMES = Map.of(
            "plainJava", "plain Java", "riskstream", "Riskstream", "jexl", "Commons JEXL 3", "celJava", "dev.cel");

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(RulesBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Map<String, RunResult> byName = results.stream()
                .collect(Collectors.toMap(result -> result.getPrimaryResult().getLabel(), result -> result));
        double plain = byName.get("plainJava").getPrimaryResult().getScore();
        System.out.printf(
                Locale.ROOT, "%-16s %10s %8s %14s %12s%n", "", "ns a rule", "+-", "bytes a rule", "plain Java");
        for (String name : ORDER) {
            RunResult result = byName.get(name);
            Result<?> time = result.getPrimaryResult();
            double bytes = result.getSecondaryResults().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                    .mapToDouble(entry -> entry.getValue().getScore())
                    .findFirst()
                    .orElse(Double.NaN);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %10.2f %8.2f %14.2f %11.1fx%n",
                    NAMES.get(name),
                    time.getScore(),
                    time.getScoreError(),
                    bytes,
                    time.getScore() / plain);
        }
        return 0;
    }
}
