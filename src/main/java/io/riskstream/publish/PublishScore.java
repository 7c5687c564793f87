package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Template;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Message;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Publishes an event's verdict as a JSON object, and passes once the sink has acknowledged it. While the sink is down it tries again without
 * end; what the sink refuses for good it rejects.
 *
 * <p>The body: {@code id, score, decision, reasons[{code, points, text}], scorecard, version, hash, degraded[], unevaluated[], event}, and where the
 * scorecard has a shadow, what that one would have decided, as {@code shadow: {score, decision, reasons, scorecard, version, hash, degraded, unevaluated}}. The
 * headers tell the event's origin ({@link OutputHeaders}).
 */
public final class PublishScore implements Stage {
    private static final long serialVersionUID = 1;
    private static final byte[] ID = JsonOutput.named("id");
    private static final byte[] SHADOW = JsonOutput.named("shadow");
    private static final byte[] EVENT = JsonOutput.named("event");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** What the body's {@code event} is. */
    public enum Body {
        /** The record as it came: its JSON object, or the text of anything else. */
        ORIGINAL,
        /** The event's fields, those of its look-ups too, as a JSON object. */
        FIELDS,
        /** Nothing. */
        NONE
    }

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("publish-score")
            .optional("name", Options.Kind.TEXT, "publish", "the stage's name in metrics and rejections")
            .required(
                    "topic",
                    Options.Kind.TEXT,
                    "the topic to publish to; a template, such as `scores` or `scores-{decision}`")
            .optional(
                    "key",
                    Options.Kind.TEXT,
                    "the message's key, a template; else the event's key, else its record's key")
            .choice("event", Body.ORIGINAL, "what the message holds of the event");

    private final EventType type;
    private final Sink sink;
    private final String name;
    private final String topicTemplate;
    private final String keyTemplate;
    private final Body body;

    private transient Publisher publisher;
    private transient Duration deadline;
    private transient Template topics;
    private transient Template keys;
    private transient OriginHeaders headers;
    private transient EventJson fields;
    private transient VerdictJson verdicts;
    private transient VerdictJson shadows;
    private transient JsonOutput json;
    private transient Acknowledgement.Failures failures;
    private transient Supplier<Outcome> late;

    /**
     * A stage that publishes to {@code sink}.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is wrong, or a template names no field
     */
    public PublishScore(EventType type, Sink sink, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.type = type;
        this.sink = sink;
        this.name = given.text("name");
        this.topicTemplate = given.text("topic");
        this.keyTemplate = given.optionalText("key").orElse(null);
        this.body = given.choice("event", Body.class);
        given.checked("topic", this::topicTemplate);
        given.checked("key", this::keyTemplate);
    }

    private Template topicTemplate() {
        return Template.of(topicTemplate, type, verdictNames());
    }

    private Template keyTemplate() {
        return keyTemplate == null ? null : Template.of(keyTemplate, type, verdictNames());
    }

    private static Map<String, Function<Event, Optional<String>>> verdictNames() {
        Map<String, Function<Event, Optional<String>>> names = new LinkedHashMap<>();
        names.put("decision", event -> event.verdict().map(Verdict::decision));
        names.put("id", event -> Optional.of(event.id()));
        return names;
    }

    /** The topic, or the template of the topics. */
    public String topic() {
        return topicTemplate;
    }

    @Override
    public StageSpec spec() {
        List<String> reads = new ArrayList<>(topicTemplate().names());
        if (keyTemplate != null) {
            reads.addAll(keyTemplate().names());
        }
        reads.removeIf(read -> type.find(read).isEmpty());
        return StageSpec.named(name)
                .publishing()
                .on(type)
                .reading(reads)
                .rejecting(
                        RejectionCode.PUBLISH_NO_VERDICT,
                        RejectionCode.PUBLISH_TOO_LARGE,
                        RejectionCode.PUBLISH_TOPIC,
                        RejectionCode.PUBLISH_REFUSED)
                .completingWithin(deadline == null ? Duration.ofSeconds(130) : deadline);
    }

    @Override
    public void open(StageContext context) {
        publisher = context.publisher(sink);
        deadline = publisher.deadline();
        topics = topicTemplate();
        keys = keyTemplate();
        fields = new EventJson(type);
        headers = new OriginHeaders(OutputHeaders.SCORED);
        verdicts = new VerdictJson();
        shadows = new VerdictJson();
        json = new JsonOutput();
        failures = this::outcome;
        late = Acknowledgement.late(deadline);
    }

    @Override
    public Outcome apply(Event event) {
        if (event.verdict().isEmpty()) {
            return Outcome.reject(new Rejection(
                    name,
                    RejectionCode.PUBLISH_NO_VERDICT,
                    "",
                    "the event has no verdict; is there a scoring stage before this one?"));
        }
        Optional<String> to = topics.fill(event);
        if (to.isEmpty()) {
            return Outcome.reject(new Rejection(
                    name, RejectionCode.PUBLISH_TOPIC, "", "the event has no value for topic '" + topicTemplate + "'"));
        }
        Acknowledgement acknowledgement = new Acknowledgement(failures);
        publisher.publish(
                new Message(to.get(), keyOf(event), Optional.of(bodyOf(event)), headers.of(event.origin())),
                acknowledgement);
        return Outcome.later(acknowledgement, deadline, late);
    }

    private Optional<byte[]> keyOf(Event event) {
        Optional<String> own = keys == null ? event.key() : keys.fill(event).or(event::key);
        return own.isPresent()
                ? Optional.of(own.get().getBytes(StandardCharsets.UTF_8))
                : event.origin().key();
    }

    private Outcome outcome(Throwable cause) {
        if (cause instanceof Publisher.Refused refused) {
            return Outcome.reject(new Rejection(name, refused.code(), "", refused.getMessage()));
        }
        // Kafka's message names the topic, and the topic may hold a value of the event
        boolean sayable = topicTemplate.indexOf('{') < 0;
        return Outcome.retryWithoutLimit(cause.getClass().getSimpleName() + (sayable ? ": " + cause.getMessage() : ""));
    }

    private byte[] bodyOf(Event event) {
        Verdict verdict = event.verdict().orElseThrow();
        json.clear().beginObject();
        json.name(ID).value(event.id());
        verdicts.write(verdict, json);
        if (verdict.shadow().isPresent()) {
            json.name(SHADOW).beginObject();
            shadows.write(verdict.shadow().get(), json);
            json.endObject();
        }
        switch (body) {
            case ORIGINAL -> writeOriginal(event);
            case FIELDS -> fields.write(json.name(EVENT), event);
            case NONE -> {}
        }
        return json.endObject().utf8();
    }

    /** What a parser has not found to be JSON is a text here, even if it looks like JSON: a line of CSV could bring a score of its own. */
    private void writeOriginal(Event event) {
        json.name(EVENT);
        byte[] original = event.original();
        if (event.originalIsJson()) {
            int from =
                    Arrays.mismatch(original, BYTE_ORDER_MARK) >= BYTE_ORDER_MARK.length ? BYTE_ORDER_MARK.length : 0;
            json.raw(original, from, original.length - from);
        } else {
            json.value(new String(original, StandardCharsets.UTF_8));
        }
    }
}
