package io.riskstream.api.output;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.topic.OutputRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which pipeline has published a record, and converts it. A record belongs to the pipeline that publishes to its topic and reads the topic of its input
 * record.
 */
public final class OutputAttribution {
    private static final byte[] NO_VALUE = {};

    private final List<PipelineOutputs> pipelines;

    /**
     * Creates the rule.
     *
     * @throws IllegalArgumentException if two pipelines read the same topic and publish to the same one, so that their outputs could not be distinguished
     */
    public OutputAttribution(List<PipelineOutputs> pipelines) {
        this.pipelines = List.copyOf(pipelines);
        for (int i = 0; i < pipelines.size(); i++) {
            for (int j = 0; j < i; j++) {
                requireDistinct(pipelines.get(j), pipelines.get(i));
            }
        }
    }

    private static void requireDistinct(PipelineOutputs one, PipelineOutputs other) {
        List<String> read = new ArrayList<>(one.pipeline().topics());
        read.retainAll(other.pipeline().topics());
        List<String> written = new ArrayList<>(one.scoreTopics());
        written.retainAll(other.scoreTopics());
        if (!read.isEmpty() && !written.isEmpty()) {
            throw new IllegalArgumentException("the pipelines '" + one + "' and '" + other + "' both read the topic "
                    + read.get(0) + " and publish scores to " + written.get(0)
                    + ", so the API cannot distinguish their scores; serve one of them");
        }
    }

    /** True if a topic may have outputs of a pipeline. */
    public boolean isOutputTopic(String topic) {
        return pipelines.stream().anyMatch(outputs -> outputs.hasScores(topic) || outputs.hasDeadLetters(topic));
    }

    /** Passes a record to a listener; not one of another writer. */
    public void pass(OutputRecord output, OutputListener listener) {
        Optional<SourcePosition> origin = output.header(OutputHeaders.ORIGIN).flatMap(SourcePosition::parse);
        Optional<Long> received = output.header(OutputHeaders.TIMESTAMP).flatMap(OutputAttribution::number);
        Optional<String> outcome = output.header(OutputHeaders.OUTCOME);
        if (origin.isEmpty() || received.isEmpty() || outcome.isEmpty()) {
            return;
        }
        boolean scored = outcome.get().equals(OutputHeaders.SCORED);
        String topic = output.record().topic();
        pipelines.stream()
                .filter(outputs -> scored ? outputs.hasScores(topic) : outputs.hasDeadLetters(topic))
                .filter(outputs ->
                        outputs.pipeline().topics().contains(origin.get().topic()))
                .findFirst()
                .ifPresent(outputs -> {
                    String pipeline = outputs.pipeline().name();
                    if (scored) {
                        score(pipeline, origin.get(), received.get(), output)
                                .ifPresent(score -> listener.scored(
                                        score, Math.max(0, output.record().timestamp() - received.get())));
                    } else {
                        listener.rejected(rejected(pipeline, origin.get(), received.get(), outcome.get(), output));
                    }
                });
    }

    private static Optional<PublishedScore> score(
            String pipeline, SourcePosition origin, long received, OutputRecord output) {
        byte[] key = output.record().key();
        return PublishedScore.of(
                pipeline,
                origin,
                Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8)),
                Instant.ofEpochMilli(received),
                Optional.of(Instant.ofEpochMilli(output.record().timestamp())),
                ReadSource.MEMORY,
                output.record().value() == null ? NO_VALUE : output.record().value());
    }

    private static RejectedEvent rejected(
            String pipeline, SourcePosition origin, long received, String outcome, OutputRecord output) {
        return new RejectedEvent(
                pipeline,
                origin,
                outcome,
                Instant.ofEpochMilli(received),
                output.header(PublishDeadLetter.TIME)
                        .flatMap(OutputAttribution::instant)
                        .orElseGet(() -> Instant.ofEpochMilli(output.record().timestamp())),
                text(output, PublishDeadLetter.STAGE),
                text(output, PublishDeadLetter.CODE),
                text(output, PublishDeadLetter.PATH),
                text(output, PublishDeadLetter.MESSAGE),
                output.header(PublishDeadLetter.ATTEMPTS)
                        .flatMap(OutputAttribution::number)
                        .map(Long::intValue),
                Optional.of(output.header(OutputHeaders.REPLAY_COUNT)
                        .flatMap(OutputAttribution::number)
                        .map(Long::intValue)
                        .orElse(0)),
                text(output, PublishDeadLetter.REJECTIONS),
                Optional.of(new SourcePosition(
                        output.record().topic(),
                        output.record().partition(),
                        output.record().offset())),
                ReadSource.MEMORY,
                Optional.of(new RejectedEvent.Original(
                        Optional.ofNullable(output.record().key()),
                        Optional.ofNullable(output.record().value()),
                        output.header(PublishDeadLetter.SIZE).flatMap(OutputAttribution::number))));
    }

    private static String text(OutputRecord output, String header) {
        return output.header(header).orElse("");
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
