package io.riskstream.storm;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the thread CPU time and the allocated bytes per event of each stage in the fused bolt, as the difference to the stages before it. */
@Command(
        name = "stages",
        description = "Thread CPU time and allocated bytes per event of each stage in the fused bolt.",
        mixinStandardHelpOptions = true)
public final class StagesBench implements Callable<Integer> {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Option(
            names = "--rounds",
            defaultValue = "7",
            description = "number of rounds of two seconds per stage (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--up-to",
            split = ",",
            description = "measures only pipelines that end with these stages, for use with a profiler")
    private List<String> only = FusedPipelineBenchmark.STAGES;

    private record Cost(double micros, double bytes) {}

    @Override
    public Integer call() {
        List<String> order = new ArrayList<>(only);
        Map<String, FusedPipelineBenchmark> pipelines = new LinkedHashMap<>();
        for (String last : order) {
            FusedPipelineBenchmark pipeline = new FusedPipelineBenchmark();
            pipeline.cache = "SIEVE";
            pipeline.upTo = last;
            pipeline.open();
            pipelines.put(last, pipeline);
        }
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        order.forEach(last -> costs.put(last, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            pipelines.forEach((last, pipeline) -> costs.get(last).add(measure(pipeline)));
        }
        System.out.printf(Locale.ROOT, "%-10s %10s %10s %12s %12s%n", "", "us CPU", "total", "bytes", "total");
        double micros = 0;
        double bytes = 0;
        for (String last : order) {
            List<Cost> later = costs.get(last).subList(rounds / 3, rounds); // the first rounds are the warm-up
            double median = median(later.stream().map(Cost::micros).toList());
            double allocated = median(later.stream().map(Cost::bytes).toList());
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %10.2f %10.2f %12.0f %12.0f%n",
                    last.toLowerCase(Locale.ROOT),
                    median - micros,
                    median,
                    allocated - bytes,
                    allocated);
            micros = median;
            bytes = allocated;
        }
        return 0;
    }

    private static Cost measure(FusedPipelineBenchmark pipeline) {
        long thread = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long batches = 0;
        for (long end = System.nanoTime() + 2_000_000_000L; System.nanoTime() < end; batches++) {
            pipeline.batch();
        }
        double events = (double) batches * FusedPipelineBenchmark.BATCH;
        return new Cost(
                (THREADS.getCurrentThreadCpuTime() - cpu) / events / 1e3,
                (THREADS.getThreadAllocatedBytes(thread) - bytes) / events);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
