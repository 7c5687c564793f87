package io.riskstream.cli;

import io.riskstream.Outcome;
import io.riskstream.flux.Pipeline;
import io.riskstream.offline.OfflinePipeline;
import io.riskstream.offline.OfflineRun;
import io.riskstream.offline.Step;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

    @Parameters(index = "0", paramLabel = "FLUX", description = "the pipeline's Flux file")
    private Path flux;

    @Option(
            names = "--event",
            paramLabel = "FILE",
            required = true,
            description =
                    "the event, as it would come from Kafka, or - for the standard input; one line break at its end is left out")
    private Path event;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description =
                    "what the look-ups find: a JSON object, from a record's key to the record; nothing if not given")
    private Path records;

    @Option(
            names = "--clock",
            paramLabel = "TIME",
            description = "the time of day, such as 2004-09-20T12:00:00Z; now if not given")
    private Instant clock;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE}); nothing in it is connected to")
    private Path filter;

    @Override
    public Integer call() throws IOException {
        GivenInput given = new GivenInput(spec.commandLine(), System.in);
        byte[] claim = given.event(event);
        Map<String, byte[]> found = given.records(records);
        if (!Files.isRegularFile(filter)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--filter: no such file: " + filter);
        }
        if (!CheckedFile.accepts(spec.commandLine(), flux, filter)) {
            return 1;
        }
        Pipeline pipeline = Pipeline.read(flux, FilterFile.read(filter));
        OfflineRun run = OfflinePipeline.of(pipeline).run(claim, clock == null ? Instant.now() : clock, found);
        PrintWriter out = spec.commandLine().getOut();
        for (Step step : run.steps()) {
            if (step.stage() instanceof Score score && score.scorer() instanceof Scorecard scorecard) {
                new ExplanationText(out).write(step.before(), scorecard.explain(step.before()));
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
