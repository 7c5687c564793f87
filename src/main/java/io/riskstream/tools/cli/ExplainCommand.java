package io.riskstream.tools.cli;

import io.riskstream.event.Rejection;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.cases.EventFiles;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description =
                "Explains the score of one event: every rule with its inputs and its points. Needs no Kafka, Redis or Storm.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EventInput input;

    @Override
    public Integer call() throws IOException {
        byte[] given = input.event();
        Map<String, byte[]> records = input.records();
        Instant clock = input.clock();
        Optional<Pipeline> pipeline = input.pipeline();
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        byte[] event = EventFiles.forPipeline(given, pipeline.get());
        PipelineResult run;
        try (TestContext context = new TestContext().setTime(clock).withRecords(new MapRecords().putAll(records));
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline.get(), context)) {
            run = driver.run(event, input.headers());
        }
        PrintWriter out = spec.commandLine().getOut();
        run.steps().forEach(step -> write(step, out));
        run.reports().forEach(report -> out.printf("reported %s: %s%n", report.code(), report.message()));
        out.flush();
        return ExitCode.of(run);
    }

    private static void write(StageResult step, PrintWriter out) {
        if (step.stage() instanceof Score score && score.scorer() instanceof Scorecard scorecard) {
            new ExplanationReport(out).write(step.before(), scorecard.explain(step.before()));
        } else if (step.outcome() instanceof Outcome.Reject reject) {
            for (Rejection rejection : reject.rejections()) {
                out.printf("rejected by %s: %s%n", rejection.stage(), TryReport.shown(rejection));
            }
        } else if (step.outcome() instanceof Outcome.Drop drop) {
            out.printf("dropped by %s: %s%n", step.name(), drop.reason());
        } else if (step.outcome() instanceof Outcome.Retry retry) {
            out.printf("%s keeps retrying: %s%n", step.name(), retry.cause());
        }
    }
}
