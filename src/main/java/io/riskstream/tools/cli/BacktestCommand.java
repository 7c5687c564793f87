package io.riskstream.tools.cli;

import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.tools.backtest.BacktestSession;
import io.riskstream.tools.backtest.BacktestSession.Card;
import io.riskstream.tools.backtest.EventSource;
import io.riskstream.tools.backtest.FileEvents;
import io.riskstream.tools.backtest.Limit;
import io.riskstream.tools.backtest.RecordedScores;
import io.riskstream.tools.backtest.ScoringPath;
import io.riskstream.tools.backtest.SimulatedEvents;
import io.riskstream.tools.backtest.TopicEvents;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.PipelineReferences;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "backtest",
        description = {
            "Scores past events with one or two scorecards, offline, and compares the decisions with each other and with the real outcomes.",
            "Without --input, --topic, --scores or --scores-topic the events are simulated. Connects to Kafka only for a topic, and to Redis only with --redis."
        },
        mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {
    private static final long SIMULATED_EVENTS = 20_000;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the pipeline's Flux file")
    private Path flux;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "A",
            description =
                    "a scorecard: a file, or REVISION:FILE for the file of a git revision, such as HEAD~1:scorecard.yaml (default: the pipeline's scorecard, and as B its shadow, if it has one)")
    private String first;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "B",
            description = "the scorecard to compare with it (default: none)")
    private String second;

    @Option(
            names = "--input",
            arity = "1..*",
            paramLabel = "FILE",
            description = "files of events, as for `run`: JSON lines, a JSON array, CSV or Avro, also with gzip")
    private List<Path> input = List.of();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "a topic of events in the pipeline's Kafka")
    private String topic;

    @Option(
            names = "--scores",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "files of published scores that contain the event's fields (event: FIELDS, or AUDIT for the fields that its scorecard read), such as scores.jsonl of `run`: the look-ups' values are those of then")
    private List<Path> scores = List.of();

    @Option(
            names = "--scores-topic",
            paramLabel = "TOPIC",
            description = "a topic of such published scores in the pipeline's Kafka")
    private String scoresTopic;

    @Option(
            names = "--references",
            paramLabel = "DIR",
            description =
                    "directory of the reference files that make the records of the look-ups, as for `run` (default: all simulated)")
    private Path references;

    @Option(names = "--redis", description = "read the records of the look-ups from the pipeline's Redis")
    private boolean redis;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "maximum number of events (default: 20000 simulated events, or all)")
    private Long events;

    @Option(
            names = "--outcome",
            paramLabel = "EXPRESSION",
            description =
                    "a condition that is true for an event with the real outcome that the score predicts, in the language of the rules; it may read members that the schema does not declare")
    private String outcome;

    @Option(
            names = "--mature",
            paramLabel = "EXPRESSION|DATE",
            description =
                    "a condition that is true for an event whose outcome is final, or the date before which the event must have happened; other outcomes are excluded and counted")
    private String mature;

    @Option(
            names = "--by",
            paramLabel = "FIELD",
            description =
                    "compare the events with each value of a field, declared or not; FIELD|year and FIELD|month cut a date")
    private String by;

    @Option(names = "--csv", paramLabel = "DIR", description = "write each table, and all changed events, as CSV files")
    private Path csv;

    @Option(names = "--html", paramLabel = "FILE", description = "write the report with plots as one HTML page")
    private Path html;

    @Option(
            names = "--fail-if",
            paramLabel = "LIMIT",
            description =
                    "end with exit code 1 if a measure is beyond a limit, such as changed>2%%; measures: changed, rejected, degraded, psi, auc, auc-difference (repeatable)")
    private List<String> limits = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "number of threads (default: the number of processors)")
    private Integer threads;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the simulation and of the intervals (default: ${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private InputFormatOptions inputFormat;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws IOException {
        checkArguments();
        List<Limit> parsed = limits.stream().map(Limit::parse).toList();
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        ScoringPath path = ScoringPath.of(pipeline.get());
        List<Card> cards = cards(path);
        boolean recorded = !scores.isEmpty() || scoresTopic != null;
        List<String> notes = new ArrayList<>();
        Optional<Map<String, String>> records =
                recorded || redis ? Optional.empty() : Optional.of(records(pipeline.get(), notes));
        if (redis && !recorded) {
            notes.add(
                    "WARNING: the look-ups read the records of today from Redis, not those of the time of the events");
        }
        BacktestSession.Request request = new BacktestSession.Request(
                pipeline.get().name(),
                path,
                recorded,
                cards,
                records,
                Optional.ofNullable(outcome),
                Optional.ofNullable(mature),
                Optional.ofNullable(by),
                events != null ? events : isSimulated() ? SIMULATED_EVENTS : Long.MAX_VALUE,
                threads != null ? threads : Runtime.getRuntime().availableProcessors(),
                seed,
                notes);
        BacktestSession.Output output =
                new BacktestSession.Output(Optional.ofNullable(csv), Optional.ofNullable(html), explain(), parsed);
        try (EventSource source = source(pipeline.get())) {
            return ExitCode.problemIf(
                    !new BacktestSession(request, output, spec.commandLine().getOut()).run(source));
        }
    }

    private void checkArguments() {
        long sources = Stream.of(!input.isEmpty(), topic != null, !scores.isEmpty(), scoresTopic != null)
                .filter(given -> given)
                .count();
        require(sources <= 1, "--input, --topic, --scores and --scores-topic: give one of them");
        require(events == null || events > 0, "--events: " + events + " is not at least 1");
        require(threads == null || threads > 0, "--threads: " + threads + " is not at least 1");
        require(mature == null || outcome != null, "--mature: needs --outcome");
        Stream.concat(input.stream(), scores.stream())
                .forEach(file -> require(Files.isRegularFile(file), "no such file: " + file));
        require(references == null || Files.isDirectory(references), "--references: no such directory: " + references);
        require(references == null || !redis, "--references and --redis: give one of them");
        require(
                references == null && !redis || scores.isEmpty() && scoresTopic == null,
                "--references and --redis: published scores contain the values of the look-ups");
        Path directory = html == null
                ? Path.of("").toAbsolutePath()
                : html.toAbsolutePath().getParent();
        require(directory == null || Files.isDirectory(directory), "--html: no such directory: " + directory);
    }

    private boolean isSimulated() {
        return input.isEmpty() && topic == null && scores.isEmpty() && scoresTopic == null;
    }

    private List<Card> cards(ScoringPath path) throws IOException {
        EventType type = path.score().scorer().eventType();
        List<Card> cards = new ArrayList<>();
        if (first != null) {
            cards.add(new Card(first, ScorecardArgument.read(first, type)));
        } else {
            Scorecard own = path.score()
                    .scorer()
                    .scorecard()
                    .orElseThrow(() -> new IllegalArgumentException(
                            flux + ": its scoring stage has no scorecard; name one after the Flux file"));
            cards.add(new Card("the pipeline's scorecard", own));
            own.shadow().ifPresent(shadow -> cards.add(new Card("its shadow", shadow)));
        }
        if (second != null) {
            cards.add(new Card(second, ScorecardArgument.read(second, type)));
        }
        return cards;
    }

    private Map<String, String> records(Pipeline pipeline, List<String> notes) throws IOException {
        BacktestRecords records = BacktestRecords.of(pipeline, Optional.ofNullable(references), seed, isSimulated());
        notes.addAll(records.notes());
        return records.byKey();
    }

    private EventSource source(Pipeline pipeline) {
        if (!input.isEmpty()) {
            return FileEvents.of(input, inputFormat.options(), pipeline);
        } else if (topic != null) {
            return new TopicEvents(topic, SourceRecords.kafka(pipeline).consumerProperties(), "--origin");
        } else if (!scores.isEmpty()) {
            return new RecordedScores(scores);
        } else if (scoresTopic != null) {
            return new TopicEvents(scoresTopic, SourceRecords.kafka(pipeline).consumerProperties(), "--score-origin");
        }
        Simulation simulation = BacktestRecords.simulation(pipeline, seed)
                .orElseThrow(() -> new IllegalArgumentException(
                        flux + ": there is no simulation of its events; name them with --input, --topic or --scores"));
        return new SimulatedEvents(
                simulation, events == null ? SIMULATED_EVENTS : events, PipelineReferences.encoding(pipeline));
    }

    /** Returns the beginning of the command that explains an event under the last scorecard. */
    private String explain() {
        String card = second != null ? second : first;
        return "explain " + flux + (card != null ? " --scorecard " + card : "")
                + (references == null ? "" : " --references " + references);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
