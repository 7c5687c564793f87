package io.riskstream.tools.cli;

import io.riskstream.score.Scorecard;
import io.riskstream.tools.backtest.BacktestSession;
import io.riskstream.tools.backtest.EventSource;
import io.riskstream.tools.backtest.FileEvents;
import io.riskstream.tools.backtest.Limit;
import io.riskstream.tools.backtest.RecordedScores;
import io.riskstream.tools.backtest.ScoringPath;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The backtest of a release: past events, scored with the active version and with the new one, and the limits that the result must keep. */
final class ReleaseBacktest {
    private static final long SEED = 1;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--backtest",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "before anything is published, score the events of these files with the active version and the new one, as `backtest` does, and release only if no limit of --fail-if is exceeded")
    private List<Path> input = List.of();

    @Option(
            names = "--scores",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "the same with files of published scores that contain the event's fields, such as scores.jsonl of `run`")
    private List<Path> scores = List.of();

    @Option(
            names = "--fail-if",
            paramLabel = "LIMIT",
            description =
                    "a limit of the backtest, such as changed>2%%; see `backtest --help` for the measures (repeatable)")
    private List<String> limits = List.of();

    @Option(
            names = "--references",
            paramLabel = "DIR",
            description = "the directory of the reference files that make the records of the look-ups in the backtest")
    private Path references;

    @Option(
            names = "--outcome",
            paramLabel = "EXPRESSION",
            description = "the real outcome of an event in the backtest, for limits of auc and auc-difference")
    private String outcome;

    @Mixin
    private InputFormatOptions inputFormat;

    /** Ends the command with an argument error if the arguments contradict each other. */
    void check() {
        boolean given = isGiven();
        require(input.isEmpty() || scores.isEmpty(), "--backtest and --scores: give one of them");
        require(
                given || limits.isEmpty() && references == null && outcome == null,
                "--fail-if, --references and --outcome: need --backtest or --scores");
        require(!given || !limits.isEmpty(), "--backtest: needs --fail-if, such as --fail-if 'changed>2%'");
        for (Path file : input.isEmpty() ? scores : input) {
            require(Files.isRegularFile(file), "no such file: " + file);
        }
        require(references == null || Files.isDirectory(references), "--references: no such directory: " + references);
        require(
                references == null || scores.isEmpty(),
                "--references: published scores contain the values of the look-ups");
        limits.forEach(Limit::parse);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(command.commandLine(), otherwise);
        }
    }

    /** True if a backtest is asked for. */
    boolean isGiven() {
        return !input.isEmpty() || !scores.isEmpty();
    }

    /** Scores the events with both versions and prints the report. Returns false if a limit is exceeded. */
    boolean holds(Pipeline pipeline, Scorecard active, Scorecard candidate) throws IOException {
        List<String> notes = new ArrayList<>();
        Optional<BacktestRecords> records = scores.isEmpty()
                ? Optional.of(BacktestRecords.of(pipeline, Optional.ofNullable(references), SEED, false))
                : Optional.empty();
        records.ifPresent(read -> notes.addAll(read.notes()));
        BacktestSession.Request request = new BacktestSession.Request(
                pipeline.name(),
                ScoringPath.of(pipeline),
                !scores.isEmpty(),
                List.of(
                        new BacktestSession.Card("the active version", active.withoutShadow()),
                        new BacktestSession.Card("the new version", candidate)),
                records.map(BacktestRecords::byKey),
                Optional.ofNullable(outcome),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                Runtime.getRuntime().availableProcessors(),
                SEED,
                notes);
        BacktestSession.Output output = new BacktestSession.Output(
                Optional.empty(),
                Optional.empty(),
                "explain " + pipeline.path(),
                limits.stream().map(Limit::parse).toList());
        try (EventSource source =
                scores.isEmpty() ? FileEvents.of(input, inputFormat.options(), pipeline) : new RecordedScores(scores)) {
            return new BacktestSession(request, output, command.commandLine().getOut()).run(source);
        }
    }
}
