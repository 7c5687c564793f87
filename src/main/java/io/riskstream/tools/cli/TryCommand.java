package io.riskstream.tools.cli;

import io.riskstream.event.Event;
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
        description =
                "Applies a pipeline to one event and shows the result of every stage. Needs no Kafka, Redis or Storm.",
        mixinStandardHelpOptions = true)
final class TryCommand implements Callable<Integer> {
    /** The longest time for which an event is repeated. */
    private static final Duration MAX_REPETITION = Duration.ofMillis(700);

    @Spec
    private CommandSpec spec;

    @Mixin
    private EventInput input;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "apply the pipeline N times, at most for 0.7 s, and show median times (default: ${DEFAULT-VALUE}); 1 for stages that must not see an event twice")
    private int repeat;

    @Override
    public Integer call() throws IOException {
        input.checkEvent();
        Instant clock = input.clock();
        input.require(repeat > 0, "--repeat: " + repeat + " is not at least 1");
        Optional<Pipeline> pipeline = input.pipeline();
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        Event event = input.event(pipeline.get(), clock);
        Map<String, byte[]> records = input.records(pipeline.get());
        PipelineResult run;
        List<Duration> times;
        try (TestContext context = new TestContext().setTime(clock).withRecords(new MapRecords().putAll(records));
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline.get(), context)) {
            input.runHistory(clock, pipeline.get(), driver);
            run = driver.run(event);
            times = times(driver, run, event);
        }
        PrintWriter out = spec.commandLine().getOut();
        new TryReport(pipeline.get(), out).write(run, times);
        input.noteMissingRecords(run, out, "--records and --references");
        out.flush();
        return ExitCode.of(run);
    }

    /** Returns the median time of each step over many runs. A run that takes other steps than the first does not count. */
    private List<Duration> times(PipelineTestDriver driver, PipelineResult first, Event event) {
        List<List<Duration>> samples = new ArrayList<>();
        first.steps().forEach(step -> samples.add(new ArrayList<>(List.of(step.time()))));
        long end = System.nanoTime() + MAX_REPETITION.toNanos();
        // an event that never completes, or misses a deadline, has already taken its time once
        boolean repeatable = first.unfinished().isEmpty() && first.reports().isEmpty();
        for (int i = 1; repeatable && i < repeat && System.nanoTime() < end; i++) {
            List<StageResult> steps = driver.run(event).steps();
            for (int k = 0; steps.size() == samples.size() && k < steps.size(); k++) {
                samples.get(k).add(steps.get(k).time());
            }
        }
        return samples.stream()
                .map(times -> times.stream().sorted().toList().get(times.size() / 2))
                .toList();
    }
}
