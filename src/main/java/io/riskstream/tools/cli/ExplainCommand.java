package io.riskstream.tools.cli;

import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.TestContext;
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
                "Tells why one event gets the score it gets: every rule, what it looked at, and what it counted for.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the event has a verdict",
            "1:it was turned away or left out, or cannot be run",
            "2:the arguments cannot be used"
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EventInput given;

    @Override
    public Integer call() throws IOException {
        byte[] claim = given.event();
        Map<String, byte[]> found = given.records();
        Instant clock = given.clock();
        Optional<Pipeline> pipeline = given.pipeline();
        if (pipeline.isEmpty()) {
            return 1;
        }
        PipelineResult run;
        try (TestContext context = new TestContext().setTime(clock).withRecords(new MapRecords().putAll(found));
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline.get(), context)) {
            run = driver.run(claim);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (StageResult step : run.steps()) {
            if (step.stage() instanceof Score score && score.scorer() instanceof Scorecard scorecard) {
                new ExplanationReport(out).write(step.before(), scorecard.explain(step.before()));
            } else if (step.outcome() instanceof Outcome.Reject reject) {
                reject.rejections()
                        .forEach(rejection -> out.printf(
                                "rejected by %s: %s %s%s%n",
                                rejection.stage(),
                                rejection.code(),
                                rejection.path().isEmpty() ? "" : rejection.path() + ": ",
                                rejection.message()));
            } else if (step.outcome() instanceof Outcome.Drop drop) {
                out.printf("left out by %s: %s%n", step.name(), drop.reason());
            } else if (step.outcome() instanceof Outcome.Retry retry) {
                out.printf("%s does not get on: %s%n", step.name(), retry.cause());
            }
        }
        run.reports().forEach(report -> out.printf("%s: %s%n", report.code(), report.message()));
        out.flush();
        boolean scored = run.verdict().isPresent()
                && run.rejections().isEmpty()
                && run.dropReason().isEmpty();
        return scored ? 0 : 1;
    }
}
