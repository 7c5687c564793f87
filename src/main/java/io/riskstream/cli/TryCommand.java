package io.riskstream.cli;

import io.riskstream.flux.Pipeline;
import io.riskstream.offline.OfflinePipeline;
import io.riskstream.offline.OfflineRun;
import io.riskstream.offline.OfflineSession;
import io.riskstream.offline.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

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

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "times are the median of so many runs, or of what 0.7 s allow (${DEFAULT-VALUE}); 1 for stages that must not see an event twice")
    private int repeat;

    @Override
    public Integer call() throws IOException {
        GivenInput given = new GivenInput(spec.commandLine(), System.in);
        byte[] bytes = given.event(event);
        Map<String, byte[]> found = given.records(records);
        require(Files.isRegularFile(filter), "--filter: no such file: " + filter);
        require(repeat > 0, "--repeat must be at least 1");
        require(
                clock == null || clock.isAfter(EARLIEST) && clock.isBefore(LATEST),
                "--clock must lie between " + EARLIEST + " and " + LATEST);
        if (!CheckedFile.accepts(spec.commandLine(), flux, filter)) {
            return 1;
        }
        Pipeline pipeline = Pipeline.read(flux, FilterFile.read(filter));
        OfflineRun run;
        List<Duration> times;
        try (OfflineSession session = OfflinePipeline.of(pipeline).open(clock == null ? Instant.now() : clock, found)) {
            run = session.run(bytes);
            times = times(session, run, bytes);
        }
        PrintWriter out = spec.commandLine().getOut();
        new TryText(pipeline, out).write(run, times);
        out.flush();
        return run.stuck().isPresent() || run.steps().isEmpty() ? 1 : 0;
    }

    /** How long each step takes when it is not the first time: the median of many runs. Only those count that went the same way. */
    private List<Duration> times(OfflineSession session, OfflineRun first, byte[] bytes) {
        List<List<Duration>> samples = new ArrayList<>();
        first.steps().forEach(step -> samples.add(new ArrayList<>(List.of(step.time()))));
        long end = System.nanoTime() + LONGEST.toNanos();
        // what is stuck or late has been waited for once
        boolean quick = first.stuck().isEmpty() && first.reports().isEmpty();
        for (int i = 1; quick && i < repeat && System.nanoTime() < end; i++) {
            List<Step> steps = session.run(bytes).steps();
            for (int k = 0; steps.size() == samples.size() && k < steps.size(); k++) {
                samples.get(k).add(steps.get(k).time());
            }
        }
        return samples.stream()
                .map(times -> times.stream().sorted().toList().get(times.size() / 2))
                .toList();
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
