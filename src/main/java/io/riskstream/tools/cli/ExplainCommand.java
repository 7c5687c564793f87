package io.riskstream.tools.cli;

import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.backtest.ScoringPath;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = {
            "Explains the score of one event, or a published score with the values of its time: every rule with its inputs and its points.",
            "Connects to Kafka only for --origin, --scores-topic and --score-origin, and to a store only for --store."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EventInput input;

    @Mixin
    private RecordedScoreInput recorded;

    @Option(
            names = "--scorecard",
            paramLabel = "FILE",
            description =
                    "explain with another scorecard than the pipeline's: a file, or REVISION:FILE for the file of a git revision")
    private String scorecard;

    @Override
    public Integer call() throws IOException {
        if (recorded.isGiven()) {
            recorded.check(input.number());
        } else {
            input.checkEvent();
        }
        Instant clock = input.clock();
        Optional<Pipeline> pipeline = input.pipeline();
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        return recorded.isGiven() ? explainRecorded(pipeline.get()) : explainEvent(pipeline.get(), clock);
    }

    private int explainRecorded(Pipeline pipeline) throws IOException {
        Event message = recorded.find(pipeline, input.options(), input.number());
        Score stage = ScoringPath.of(pipeline).score();
        Scorecard card = card(stage)
                .orElseThrow(() -> new IllegalArgumentException(
                        pipeline.path() + ": its scoring stage has no scorecard; name one with --scorecard"));
        PrintWriter out = spec.commandLine().getOut();
        boolean explained = new RecordedScoreReport(out).write(message, card);
        out.flush();
        return ExitCode.problemIf(!explained);
    }

    /** Returns the scorecard to explain with; empty if the stage has a scorer of another kind. */
    private Optional<Scorecard> card(Score stage) throws IOException {
        if (scorecard != null) {
            return Optional.of(ScorecardArgument.read(scorecard, stage.scorer().eventType()));
        }
        return stage.scorer().scorecard();
    }

    private int explainEvent(Pipeline pipeline, Instant clock) throws IOException {
        Event event = input.event(pipeline, clock);
        Map<String, byte[]> records = input.records(pipeline);
        PipelineResult run;
        try (TestContext context = new TestContext().setTime(clock).withRecords(new MapRecords().putAll(records));
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline, context)) {
            input.runHistory(clock, pipeline, driver);
            run = driver.run(event);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (StageResult step : run.steps()) {
            write(step, out);
        }
        input.noteMissingRecords(run, out, "--records, --references and --scores");
        run.reports().forEach(report -> out.printf("reported %s: %s%n", report.code(), report.message()));
        out.flush();
        return ExitCode.of(run);
    }

    private void write(StageResult step, PrintWriter out) throws IOException {
        if (step.stage() instanceof Score stage) {
            Optional<Scorecard> card = card(stage);
            if (card.isPresent()) {
                new ExplanationReport(out).write(step.before(), card.get().explain(step.before()));
            }
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
