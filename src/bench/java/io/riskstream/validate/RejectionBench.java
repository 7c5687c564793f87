package io.riskstream.validate;

import io.riskstream.bench.CpuTime;
import io.riskstream.stage.Outcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;

/** Validates feeds in which every event is invalid, and feeds in which every event is valid, in thread CPU time. */
@Command(
        name = "rejections",
        description = "Measures the validation stage on feeds of only invalid and only valid events, in CPU time.",
        mixinStandardHelpOptions = true)
public final class RejectionBench implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        Map<String, IntConsumer> contestants = new LinkedHashMap<>();
        long[] rejected = {0};
        for (String pipeline : new String[] {"flood-claims", "auto-claims"}) {
            for (String events : new String[] {"valid", "invalid"}) {
                ValidateBenchmark benchmark = new ValidateBenchmark(pipeline, events);
                contestants.put(pipeline + ", " + events, i -> {
                    if (benchmark.stage() instanceof Outcome.Reject) {
                        rejected[0]++;
                    }
                });
            }
        }
        CpuTime.print(contestants, 5_000);
        System.out.println(rejected[0] + " events rejected");
        return 0;
    }
}
