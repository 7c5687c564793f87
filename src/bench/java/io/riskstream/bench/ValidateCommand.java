package io.riskstream.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;

/**
 * Validates events of the two pipelines with the stage, the compiled checks alone, the json-schema library, and handwritten Java: the median of five
 * iterations of one second, with the fastest and the slowest.
 */
@Command(
        name = "validate",
        description =
                "Measures the validation of an event: the stage, the compiled checks, the library, and handwritten Java.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    private static final String BENCHMARK = "io.riskstream.validate.ValidateBenchmark";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(BENCHMARK)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        System.out.printf(
                "%n%-14s %-8s %-10s %10s %16s %8s%n",
                "pipeline", "events", "checked by", "ns/event", "(from, to)", "B/event");
        for (RunResult run : results) {
            Statistics nanos = run.getPrimaryResult().getStatistics();
            String name = run.getParams().getBenchmark();
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %-8s %-10s %10.0f %16s %8.0f%n",
                    run.getParams().getParam("pipeline"),
                    run.getParams().getParam("events"),
                    name.substring(name.lastIndexOf('.') + 1),
                    nanos.getPercentile(50),
                    "(%.0f, %.0f)".formatted(nanos.getMin(), nanos.getMax()),
                    allocated(run));
        }
        return 0;
    }

    private static double allocated(RunResult run) {
        return run.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATED))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
