package io.riskstream.publish;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldSource;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Template;
import io.riskstream.event.Verdict;
import io.riskstream.stage.BatchOutcomes;
import io.riskstream.stage.BatchStage;
import io.riskstream.stage.Message;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Outcomes;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.stage.VerdictFields;
import io.riskstream.text.UnicodeText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Publishes an event's verdict as a JSON object, and passes the event when the sink acknowledges the message. It retries without limit while the sink is
 * down, and rejects an event whose message the sink refuses permanently.
 *
 * <p>A topic that the event's values determine is checked before the message is sent: the sink's client never sees a name that the sink does not allow. If
 * the sink answers that it does not have such a topic, the stage retries for {@code topicMillis} and then rejects the event with {@code publish.topic}.
 * A broker that creates topics on demand refuses the first messages until it has created the topic, usually for less than a second; {@code
 * topicMillis} must be longer than that. A constant topic is awaited without limit. A topic that has been missing for {@code topicMillis} already is not
 * awaited again by the next event.
 *
 * <p>The body: {@code id, score, decision, reasons[{code, points, text}], scorecard, version, hash, degraded[], unevaluated[], event}, and if the
 * scorecard has a shadow, the shadow's verdict as {@code shadow: {score, decision, reasons, scorecard, version, hash, degraded, unevaluated}}. If {@code
 * degraded} is not empty, {@code degradedCauses} has a member for each of its look-ups with the {@link io.riskstream.event.Degradation.Cause}. The
 * headers contain the event's origin ({@link OutputHeaders}), and the {@code traceparent} and {@code tracestate} of the input record, if they are valid.
 */
public final class PublishScore implements BatchStage {
    private static final long serialVersionUID = 1;
    private static final byte[] ID = JsonOutput.encodedName("id");
    private static final byte[] SHADOW = JsonOutput.encodedName("shadow");
    private static final byte[] EVENT = JsonOutput.encodedName("event");
    private static final byte[] AUDIT = JsonOutput.encodedName("audit");
    private static final byte[] EVENT_BASE64 = JsonOutput.encodedName("event_base64");
    /** The number of events whose acknowledgements are one {@link AcknowledgementGroup}. */
    private static final int GROUP = 32;

    private static final char REPLACEMENT = '\uFFFD';
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** The content of {@code event} in the body. */
    public enum Body {
        /** The original record: its JSON object, or a string for any other format. */
        ORIGINAL,
        /** The event's fields, including those of its look-ups, as a JSON object. */
        FIELDS,
        /**
         * Not {@code event}, but {@code audit}: the event's time, and the fields that the rules read, so that the score can be computed again. Needs the
         * scorecard as an argument.
         */
        AUDIT,
        /** No event. */
        NONE
    }

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("publish-score")
            .optional("name", Options.Kind.TEXT, "publish", "the stage's name in metrics and rejections")
            .required(
                    "topic",
                    Options.Kind.TEXT,
                    "the topic to publish to: a template, such as `scores` or `scores-{decision}`")
            .optional(
                    "topics",
                    Options.Kind.MAP,
                    "other topics for some decisions, such as `{refer: flood-referrals}`; scores of all other decisions go to `topic`")
            .optional(
                    "key",
                    Options.Kind.TEXT,
                    "the template of the message's key; by default, the event's key, or else the key of its record")
            .choice(
                    "keyEscape",
                    KeyEscape.SEPARATORS,
                    "for a key with several placeholders: SEPARATORS escapes the characters between them where a value contains one, so that different values give different keys; NONE uses the values as they are")
            .optional(
                    "topicMillis",
                    Options.Kind.INTEGER,
                    30_000,
                    "how long an event waits for a missing topic that its values determine, before it is rejected with"
                            + " `publish.topic`; a constant topic is awaited without limit")
            .choice(
                    "event",
                    Body.ORIGINAL,
                    "the content of `event` in the message; an original that is not UTF-8 is Base64, in `event_base64`. AUDIT writes `audit` instead: the event's time and the fields that the rules read, from which `explain` computes the score again; it needs the scorecard as the argument before the options");

    private final EventType type;
    private final Sink sink;
    private final String name;
    private final String topicTemplate;
    private final Map<String, String> topicTemplates;
    private final String keyTemplate;
    private final KeyEscape keyEscape;
    private final Body body;
    private final Duration topicWait;
    /** Null if the stage was created without a scorecard. */
    private final VerdictFields scorer;
    /** The field that states when it was read, for each field that has one: a worker does not know the sources of the event type. */
    private final Map<String, String> fetchedFields;

    private transient Publisher publisher;
    private transient Topics topics;
    private transient Template keys;
    private transient OriginHeaders headers;
    private transient EventJson fields;
    private transient AuditJson audit;
    private transient VerdictJson verdicts;
    private transient VerdictJson shadows;
    private transient JsonOutput json;
    private transient Acknowledgement.FailurePolicy failurePolicy;
    private transient AcknowledgementWatch watch;
    /** The outcome of the last event that has no message. */
    private transient Outcome refusal;

    /**
     * Creates a stage that publishes to {@code sink}.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is invalid, or a template contains an unknown field
     */
    public PublishScore(EventType type, Sink sink, Map<String, Object> options) {
        this(type, sink, OPTIONS.read(options), null);
    }

    /**
     * Creates a stage that publishes to {@code sink}, with what its records of {@code event: AUDIT} need.
     *
     * @param scorer the scorecard of the scoring stage
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException as the other constructor; also if the scorer is missing or was created for another event type
     */
    public PublishScore(EventType type, Sink sink, VerdictFields scorer, Map<String, Object> options) {
        this(type, sink, OPTIONS.read(options), present(scorer, options));
        if (!scorer.eventType().equals(type)) {
            throw OPTIONS.read(options)
                    .problem("its scorecard was created for another event type; refer to the same event type in both");
        }
    }

    private static VerdictFields present(VerdictFields scorer, Map<String, Object> options) {
        if (scorer == null) {
            throw OPTIONS.read(options)
                    .problem("its scorecard is missing; declare it before this stage in the Flux file");
        }
        return scorer;
    }

    private PublishScore(EventType type, Sink sink, Options parsed, VerdictFields scorer) {
        this.scorer = scorer;
        this.fetchedFields = fetchedFields(type);
        this.type = type;
        this.sink = sink;
        this.name = parsed.text("name");
        this.topicTemplate = parsed.text("topic");
        this.topicTemplates = new LinkedHashMap<>(parsed.map("topics"));
        this.keyTemplate = parsed.optionalText("key").orElse(null);
        this.keyEscape = parsed.choice("keyEscape", KeyEscape.class);
        this.body = parsed.choice("event", Body.class);
        if (body == Body.AUDIT && scorer == null) {
            throw parsed.problem(
                    "event",
                    "AUDIT",
                    "option 'event: AUDIT' needs the scorecard, to know which fields its rules read",
                    "add the scorecard of the scoring stage as the argument before the options, as in '- ref: scorecard'");
        }
        this.topicWait = Duration.ofMillis(parsed.integer("topicMillis", 0, 86_400_000));
        Topics.check(parsed, type, sink);
        Topics.checkByDecision(parsed, type, sink);
        parsed.checked("key", this::keyTemplate);
    }

    private static Map<String, String> fetchedFields(EventType type) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (FieldSource source : type.sources()) {
            source.fetchedField()
                    .ifPresent(fetched -> source.fields().forEach(field -> fields.put(field.path(), fetched)));
        }
        return fields;
    }

    private Template template(String topic) {
        return Template.of(topic, type, Topics.verdictNames());
    }

    private Map<String, Template> templatesByDecision() {
        Map<String, Template> templates = new LinkedHashMap<>();
        topicTemplates.forEach((decision, topic) -> templates.put(decision, template(topic)));
        return templates;
    }

    private Template keyTemplate() {
        return keyTemplate == null ? null : Template.ofKey(keyTemplate, type, Topics.verdictNames(), keyEscape);
    }

    /** Returns what the message contains of the event. */
    public Body body() {
        return body;
    }

    /** Returns the sink. */
    public Sink sink() {
        return sink;
    }

    /** Returns the topic, or the template of the topics. */
    public String topic() {
        return topicTemplate;
    }

    /** Returns the template of the key; empty if the key is that of the event. */
    public Optional<String> key() {
        return Optional.ofNullable(keyTemplate);
    }

    /** Returns the topics, or templates of topics, of the decisions that do not go to {@link #topic}. */
    public Map<String, String> topicsByDecision() {
        return Collections.unmodifiableMap(topicTemplates);
    }

    /** Returns all topics and templates of topics: {@link #topic}, and those of {@link #topicsByDecision}. */
    public Stream<String> topics() {
        return Stream.concat(Stream.of(topic()), topicTemplates.values().stream());
    }

    /** Returns how the template of the key keeps its values apart. */
    public KeyEscape keyEscape() {
        return keyEscape;
    }

    @Override
    public StageSpec spec() {
        List<String> reads = new ArrayList<>(template(topicTemplate).names());
        templatesByDecision().values().forEach(topic -> reads.addAll(topic.names()));
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
                        RejectionCode.PUBLISH_KEY,
                        RejectionCode.PUBLISH_REFUSED)
                .completingWithin(Acknowledgement.deadline(publisher));
    }

    @Override
    public void open(StageContext context) {
        publisher = context.publisher(sink);
        topics = new Topics(template(topicTemplate), templatesByDecision(), sink);
        keys = keyTemplate();
        fields = new EventJson(type);
        audit = body == Body.AUDIT ? new AuditJson(type, scorer.openFields(context), fetchedFields) : null;
        headers = new OriginHeaders(OutputHeaders.SCORED);
        verdicts = new VerdictJson();
        shadows = new VerdictJson();
        json = new JsonOutput();
        failurePolicy = this::outcome;
        watch = new AcknowledgementWatch(name, context, publisher);
    }

    @Override
    public Outcome apply(Event event) {
        Message message = message(event);
        if (message == null) {
            return refusal;
        }
        Acknowledgement acknowledgement = new Acknowledgement(failurePolicy, watch);
        publisher.publish(message, acknowledgement);
        return watch.pending(acknowledgement);
    }

    @Override
    public void apply(Batch batch, Outcomes outcomes) {
        if (outcomes instanceof BatchOutcomes together) {
            for (int first = 0; first < batch.size(); first += GROUP) {
                apply(batch, first, Math.min(GROUP, batch.size() - first), together);
            }
        } else {
            for (int i = 0; i < batch.size(); i++) {
                outcomes.set(i, apply(batch.get(i)));
            }
        }
    }

    /** Publishes several events, whose outcomes are pending together. */
    private void apply(Batch batch, int first, int events, BatchOutcomes outcomes) {
        AcknowledgementGroup group = new AcknowledgementGroup(failurePolicy, watch);
        long sent = 0;
        try {
            for (int i = 0; i < events; i++) {
                Message message = message(batch.get(first + i));
                if (message == null) {
                    outcomes.set(first + i, refusal);
                } else {
                    publisher.publish(message, group, i);
                    sent |= 1L << i;
                }
            }
        } finally {
            // an exception for one event must not keep the others from their acknowledgements
            if (sent != 0) {
                outcomes.later(first, group, sent);
            }
        }
    }

    /** Returns the message of an event; null if it has none, and then {@link #refusal} states why. */
    private Message message(Event event) {
        if (event.verdict().isEmpty()) {
            return refused(new Rejection(
                    name,
                    RejectionCode.PUBLISH_NO_VERDICT,
                    "",
                    "the event has no verdict; add a scoring stage before this one"));
        }
        Optional<String> target = topics.of(event);
        if (target.isEmpty()) {
            return refused(topics.rejection(name, event));
        }
        Optional<String> filled = keys == null ? Optional.empty() : keys.fill(event);
        Optional<String> key = filled.isPresent() ? filled : event.key();
        Optional<String> problem = keyProblem(event, filled.isEmpty(), key);
        if (problem.isPresent()) {
            return refused(new Rejection(name, RejectionCode.PUBLISH_KEY, "", problem.get()));
        }
        return new Message(target.get(), bytesOf(key, event), Optional.of(bodyOf(event)), headers.withTrace(event));
    }

    private Message refused(Rejection rejection) {
        refusal = Outcome.reject(rejection);
        return null;
    }

    /** Returns why the event has no valid key; empty if it has one, also if it only lacks a value of the template. The sentence has no value of the event. */
    private Optional<String> keyProblem(Event event, boolean notFilled, Optional<String> key) {
        if (keys != null && notFilled) {
            Optional<Template.Problem> problem = keys.problem(event).filter(found -> !found.missing());
            if (problem.isPresent()) {
                return Optional.of("the event's values do not fill the template of the key, '" + keyTemplate + "': "
                        + problem.get().message());
            }
        }
        return key.isEmpty() || UnicodeText.isEncodable(key.get())
                ? Optional.empty()
                : Optional.of("the key of the message has half of a surrogate pair, which no text in UTF-8 has");
    }

    private static Optional<byte[]> bytesOf(Optional<String> key, Event event) {
        return key.isPresent()
                ? Optional.of(key.get().getBytes(StandardCharsets.UTF_8))
                : event.origin().key();
    }

    private Outcome outcome(Throwable cause) {
        if (cause instanceof Publisher.Refused refused) {
            return Outcome.reject(new Rejection(name, refused.code(), "", refused.getMessage()));
        }
        if (cause instanceof Publisher.TopicUnavailable missing && !topics.isConstant()) {
            if (missing.duration().compareTo(topicWait) >= 0) {
                return Outcome.reject(new Rejection(
                        name,
                        RejectionCode.PUBLISH_TOPIC,
                        "",
                        "the sink has had no topic for the event's values in the template '" + topicTemplate + "' for "
                                + topicWait.toMillis()
                                + " ms; create the topic, or permit this client to write to it"));
            }
            return Outcome.retryWithoutLimit("the topic that the event's values determine does not exist");
        }
        // Kafka's message contains the topic, and the topic may contain a value of the event
        return Outcome.retryWithoutLimit(
                cause.getClass().getSimpleName() + (topics.isConstant() ? ": " + cause.getMessage() : ""));
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
            case AUDIT -> {
                if (!audit.write(AUDIT, event, verdict, json)) {
                    fields.write(json.name(EVENT), event); // all fields contain those that the rules read
                }
            }
            case NONE -> {}
        }
        return json.endObject().utf8();
    }

    /**
     * Writes the original as JSON only if a parser has found it to be JSON. Otherwise it is a string, since a line of CSV could contain members such as a
     * score. Compressed events, Avro and texts in other encodings than UTF-8 are Base64.
     */
    private void writeOriginal(Event event) {
        byte[] original = event.original();
        if (!event.hasValue()) {
            json.name(EVENT).nullValue();
        } else if (event.originalIsJson()) {
            int start =
                    Arrays.mismatch(original, BYTE_ORDER_MARK) >= BYTE_ORDER_MARK.length ? BYTE_ORDER_MARK.length : 0;
            json.name(EVENT).raw(original, start, original.length - start);
        } else {
            String text = new String(original, StandardCharsets.UTF_8);
            boolean exact =
                    text.indexOf(REPLACEMENT) < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), original);
            if (exact) {
                json.name(EVENT).value(text);
            } else {
                json.name(EVENT_BASE64).value(Base64.getEncoder().encodeToString(original));
            }
        }
    }
}
