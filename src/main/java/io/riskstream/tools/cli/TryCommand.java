package io.riskstream.tools.cli;

import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "try",
        description = "Takes one event through a pipeline, stage by stage, without Kafka, Redis or Storm.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the event came to its end, be it a rejection",
            "1:it came to none, or the Flux file has errors",
            "2:the arguments cannot be used"
        })
final class TryCommand implements Callable<Integer> {
    /** For so long an event is repeated at most. */
    private static final Duration LONGEST = Duration.ofMillis(700);

    @Spec
    private CommandSpec spec;

    @Mixin
    private EventInput given;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "times are the median of so many runs, or of what 0.7 s allow (${DEFAULT-VALUE}); 1 for stages that must not see an event twice")
    private int repeat;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = given.event();
        Map<String, byte[]> found = given.records();
        Instant clock = given.clock();
        given.require(repeat > 0, "--repeat must be at least 1");
        Optional<Pipeline> pipeline = given.pipeline();
        if (pipeline.isEmpty()) {
            return 1;
        }
        PipelineResult run;
        List<Duration> times;
        try (TestContext context = new TestContext().setTime(clock).withRecords(new MapRecords().putAll(found));
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline.get(), context)) {
            run = driver.run(bytes);
            times = times(driver, run, bytes);
        }
        PrintWriter out = spec.commandLine().getOut();
        new TryReport(pipeline.get(), out).write(run, times);
        out.flush();
        return run.unfinished().isPresent() || run.steps().isEmpty() ? 1 : 0;
    }

    /** How long each step takes when it is not the first time: the median of many runs. Only those count that went the same way. */
    private List<Duration> times(PipelineTestDriver driver, PipelineResult first, byte[] bytes) {
        List<List<Duration>> samples = new ArrayList<>();
        first.steps().forEach(step -> samples.add(new ArrayList<>(List.of(step.time()))));
        long end = System.nanoTime() + LONGEST.toNanos();
        // what is stuck or late has been waited for once
        boolean quick = first.unfinished().isEmpty() && first.reports().isEmpty();
        for (int i = 1; quick && i < repeat && System.nanoTime() < end; i++) {
            List<StageResult> steps = driver.run(bytes).steps();
            for (int k = 0; steps.size() == samples.size() && k < steps.size(); k++) {
                samples.get(k).add(steps.get(k).time());
            }
        }
        return samples.stream()
                .map(times -> times.stream().sorted().toList().get(times.size() / 2))
                .toList();
    }
}
