package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes scores and dead letters of another pipeline unchanged: the topology with this stage reads the topics of that pipeline, and writes to a second
 * sink, such as a database. The two topologies have their own offsets, so neither delays the other while a sink is down; the topics of Kafka contain what
 * waits, for as long as they keep it.
 *
 * <p>Key, value and headers stay as they are, so the sink stores the same as if the first pipeline had written to it: the origin in the headers is that of
 * the event, not that of the score. The header {@link OutputHeaders#OUTCOME} decides between the options {@code scores} and {@code deadLetters}. A record
 * without this header, or of an outcome that has no topic here, is rejected with {@code publish.refused}. The stage retries without limit while the sink
 * is down.
 */
public final class ForwardOutput implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("forward-output")
            .optional("name", Options.Kind.TEXT, "forward", "the stage's name in metrics and rejections")
            .optional("scores", Options.Kind.TEXT, "the topic, or table, for scores")
            .optional(
                    "deadLetters", Options.Kind.TEXT, "the topic, or table, for events that were rejected or dropped");

    private final Sink sink;
    private final String name;
    /** Empty texts for none, because an Optional is not serializable. */
    private final String scores;

    private final String deadLetters;

    private transient Publisher publisher;
    private transient AcknowledgementWatch watch;

    /**
     * Creates a stage that publishes to {@code sink}.
     *
     * @param options see {@link #OPTIONS}
     * @throws io.riskstream.text.ConfigurationException if an option is invalid, or there is neither a topic for scores nor one for dead letters
     */
    public ForwardOutput(Sink sink, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        this.sink = sink;
        this.name = parsed.text("name");
        this.scores = topic(parsed, "scores", sink);
        this.deadLetters = topic(parsed, "deadLetters", sink);
        if (scores.isEmpty() && deadLetters.isEmpty()) {
            throw parsed.problem("forward-output needs option 'scores', option 'deadLetters', or both");
        }
    }

    private static String topic(Options options, String option, Sink sink) {
        String topic = options.optionalText(option).orElse("");
        if (sink != null && !topic.isEmpty()) {
            sink.topicProblem(topic).ifPresent(problem -> {
                throw options.problem(
                        option, topic, "the sink rejects '" + topic + "' as the name of a topic", problem);
            });
        }
        return topic;
    }

    /** Returns the sink. */
    public Sink sink() {
        return sink;
    }

    /** Returns the topic for scores; empty if there is none. */
    public Optional<String> scores() {
        return Optional.of(scores).filter(topic -> !topic.isEmpty());
    }

    /** Returns the topic for dead letters; empty if there is none. */
    public Optional<String> deadLetters() {
        return Optional.of(deadLetters).filter(topic -> !topic.isEmpty());
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .publishing()
                .rejecting(RejectionCode.PUBLISH_REFUSED, RejectionCode.PUBLISH_TOO_LARGE)
                .completingWithin(Acknowledgement.deadline(publisher));
    }

    @Override
    public void open(StageContext context) {
        publisher = context.publisher(sink);
        watch = new AcknowledgementWatch(name, context, publisher);
    }

    @Override
    public Outcome apply(Event event) {
        List<Header> headers = event.origin().headers();
        Optional<String> outcome = outcome(headers);
        if (outcome.isEmpty()) {
            return refused(
                    "the record has no header '" + OutputHeaders.OUTCOME
                            + "', so it is neither a score nor a dead letter; the spout must read the topics of a pipeline's outputs only");
        }
        boolean scored = outcome.get().equals(OutputHeaders.SCORED);
        String topic = scored ? scores : deadLetters;
        if (topic.isEmpty()) {
            return refused("the record is a " + (scored ? "score" : "dead letter") + ", and the stage has no option '"
                    + (scored ? "scores" : "deadLetters") + "'");
        }
        Acknowledgement acknowledgement = new Acknowledgement(this::failed, watch);
        Optional<byte[]> value = event.hasValue() ? Optional.of(event.original()) : Optional.empty();
        publisher.publish(new Message(topic, event.origin().key(), value, headers), acknowledgement);
        return watch.pending(acknowledgement);
    }

    private static Optional<String> outcome(List<Header> headers) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            Header header = headers.get(i);
            if (header.name().equals(OutputHeaders.OUTCOME)) {
                return Optional.of(new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    private Outcome refused(String message) {
        return Outcome.reject(new Rejection(name, RejectionCode.PUBLISH_REFUSED, "", message));
    }

    private Outcome failed(Throwable cause) {
        if (cause instanceof Publisher.Refused refused) {
            return Outcome.reject(new Rejection(name, refused.code(), "", refused.getMessage()));
        }
        return Outcome.retryWithoutLimit(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
}
