package io.riskstream.tools.cli;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.RejectionCode;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.replay.Replay;
import io.riskstream.tools.replay.ReplayFilter;
import io.riskstream.tools.replay.ReplayReport;
import io.riskstream.tools.replay.ReplayReport.Result;
import io.riskstream.tools.replay.ReplaySettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description =
                "Sends the originals of dead letters to their source topic again, each once. Connects to the pipeline's Kafka.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FLUX",
            description = "the Flux file of the pipeline that wrote the dead letters")
    private Path flux;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "the dead-letter topic (default: the topic of the pipeline's PublishDeadLetter stage)")
    private String topic;

    @Option(
            names = "--to",
            paramLabel = "TOPIC",
            description = "the topic to send all originals to (default: the topic that each came from)")
    private String target;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description =
                    "replay only events rejected with this code, such as schema.required, or parse.* (repeatable)")
    private List<String> codes = List.of();

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "replay only events that this stage rejected (repeatable)")
    private List<String> stages = List.of();

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "replay only this event, TOPIC-PARTITION@OFFSET (repeatable)")
    private List<String> origins = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "replay only dead letters written at or after this time, such as 2026-03-01T00:00:00Z")
    private Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "replay only dead letters written before this time")
    private Instant until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            showDefaultValue = Help.Visibility.NEVER,
            description = "send at most N events (default: all)")
    private long limit;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "send at most N events per second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "3",
            description = "do not replay an event that was replayed N times (default: ${DEFAULT-VALUE})")
    private int attempts;

    @Option(names = "--dry-run", description = "count what would be sent, and send nothing")
    private boolean dryRun;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws InterruptedException {
        ReplayFilter selected =
                new ReplayFilter(codes, stages, origins, Optional.ofNullable(since), Optional.ofNullable(until));
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        checkCodes(pipeline.get());
        List<Kafka> clusters = pipeline.get().components(Kafka.class);
        if (clusters.size() != 1) {
            throw new IllegalArgumentException(
                    flux + ": declares " + clusters.size() + " Kafka clusters; `replay` needs exactly one");
        }
        ReplaySettings settings = new ReplaySettings(
                topic == null ? deadLetterTopic(pipeline.get()) : topic,
                sources(pipeline.get()),
                Optional.ofNullable(target),
                selected,
                limit,
                rate,
                attempts,
                dryRun);
        Kafka kafka = clusters.get(0);
        ReplayReport report = new Replay(settings, kafka.consumerProperties(), kafka.producerProperties()).run();
        print(settings, report);
        return ExitCode.problemIf(report.count(Result.ORIGINAL_GONE) > 0);
    }

    /**
     * Reports a misspelt code before Kafka is asked. A code of a stage that the pipeline does not have any more can be selected by its beginning, as in
     * {@code own.*}.
     */
    private void checkCodes(Pipeline pipeline) {
        Set<String> known = pipeline.stages()
                .flatMap(stage -> stage.spec().codes().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        // of the bolt, whatever its stages are
        known.add(RejectionCode.RETRY_EXHAUSTED);
        known.add(RejectionCode.INTERNAL);
        for (String code : codes) {
            if (!code.endsWith("*") && !known.contains(code)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--code: no stage of " + flux + " rejects events with the code '" + code + "'; "
                                + Nearest.suggestion(code, known)
                                        .orElse("a code of an earlier version is selected by its beginning, as "
                                                + code.substring(0, Math.max(1, code.length() - 1)) + "*"));
            }
        }
    }

    private String deadLetterTopic(Pipeline pipeline) {
        Set<String> topics = pipeline.stages()
                .filter(PublishDeadLetter.class::isInstance)
                .map(stage -> ((PublishDeadLetter) stage).topic())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (topics.size() != 1) {
            throw new IllegalArgumentException(flux + ": its dead letters go to " + topics.size()
                    + " topics" + (topics.isEmpty() ? "" : " (" + String.join(", ", topics) + ")")
                    + "; name one with --topic");
        }
        return topics.iterator().next();
    }

    private static Set<String> sources(Pipeline pipeline) {
        return pipeline.spouts(TopicSpout.class).stream()
                .flatMap(spout -> spout.topics().stream())
                .collect(Collectors.toSet());
    }

    private void print(ReplaySettings settings, ReplayReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-14s %,d in %s%n", "dead letters", report.read(), settings.topic());
        out.printf(
                "%-14s %,d%s%n",
                settings.dryRun() ? "would send" : "sent",
                report.count(Result.SENT),
                report.sentByTopic().isEmpty()
                        ? ""
                        : " to " + String.join(", ", report.sentByTopic().keySet()));
        report.sentByCode().forEach((code, count) -> out.printf("%-14s %,d %s%n", "", count, code));
        for (Result result : Result.values()) {
            if (result != Result.SENT && report.count(result) > 0) {
                out.printf("%-14s %,d %s%n", "not sent", report.count(result), result.text());
            }
        }
        out.flush();
    }
}
