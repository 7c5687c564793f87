package io.riskstream.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.Outcome;
import io.riskstream.flux.Pipeline;
import io.riskstream.offline.OfflinePipeline;
import io.riskstream.offline.OfflineRun;
import io.riskstream.offline.Step;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
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
            description = "the event, as it would come from Kafka; one line break at its end is left out")
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
        needFile("--event", event);
        needFile("--records", records);
        needFile("--filter", filter);
        if (!CheckedFile.accepts(spec.commandLine(), flux, filter)) {
            return 1;
        }
        Pipeline pipeline = Pipeline.read(flux, FilterFile.read(filter));
        OfflineRun run = OfflinePipeline.of(pipeline).run(event(), clock == null ? Instant.now() : clock, records());
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

    private void needFile(String option, Path file) {
        if (file != null && !Files.isRegularFile(file)) {
            throw new CommandLine.ParameterException(spec.commandLine(), option + ": no such file: " + file);
        }
    }

    private byte[] event() throws IOException {
        String text = Files.readString(event, StandardCharsets.ISO_8859_1);
        return text.replaceFirst("\r?\n$", "").getBytes(StandardCharsets.ISO_8859_1);
    }

    private Map<String, byte[]> records() throws IOException {
        Map<String, byte[]> byKey = new HashMap<>();
        if (records != null) {
            for (Map.Entry<String, JsonElement> record : recordsFile().entrySet()) {
                byKey.put(record.getKey(), record.getValue().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return byKey;
    }

    private JsonObject recordsFile() throws IOException {
        try {
            if (JsonParser.parseString(Files.readString(records)) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(records + ": not JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(records + ": a JSON object is expected, from a record's key to the record");
    }
}
