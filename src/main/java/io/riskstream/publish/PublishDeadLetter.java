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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes a rejected or dropped event unchanged, with its original bytes, key and headers. Further headers contain its origin, the stage that rejected
 * it and the reason, so that the event can be fixed and replayed.
 *
 * <p>It retries without limit until the sink acknowledges the dead letter. A dead letter that is too large for the sink is cut; the header {@link #SIZE}
 * contains the original size, and the origin identifies the complete record. Original headers that begin with {@code riskstream.} are omitted: they
 * belong to an earlier run through a pipeline and would duplicate the new ones. The two headers of a replay are kept, so that replays can be counted.
 */
public final class PublishDeadLetter implements Stage {
    private static final long serialVersionUID = 1;

    /** The name of the stage that rejected the event. */
    public static final String STAGE = "riskstream.stage";
    /** The code of the first rejection. */
    public static final String CODE = "riskstream.code";
    /** The path of the first rejection; may be empty. */
    public static final String PATH = "riskstream.path";
    /** The message of the first rejection, or the reason of a drop. */
    public static final String MESSAGE = "riskstream.message";
    /** All rejections, as a JSON array of objects with {@code stage, code, path, message}. */
    public static final String REJECTIONS = "riskstream.rejections";
    /** The number of attempts of the stage. */
    public static final String ATTEMPTS = "riskstream.attempts";
    /** The name of the pipeline. */
    public static final String PIPELINE = "riskstream.pipeline";
    /** The time at which the event became a dead letter, ISO 8601. */
    public static final String TIME = "riskstream.time";
    /** The size of the original in bytes; only if the dead letter is cut. */
    public static final String SIZE = "riskstream.original.size";

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("publish-dead-letter")
            .optional("name", Options.Kind.TEXT, "dead-letters", "the stage's name in metrics")
            .required("topic", Options.Kind.TEXT, "the topic to publish to")
            .optional(
                    "cutBytes",
                    Options.Kind.INTEGER,
                    65_536,
                    "how many bytes to keep of an event that is too large for the sink");

    /** The approximate maximum length of the header with all rejections, in characters. */
    private static final int MAX_REJECTIONS_LENGTH = 16_384;
    /** The maximum length of a path or message in a header; the sender decides how long the keys in a path are. */
    private static final int MAX_TEXT_LENGTH = 2_048;

    /** A longer value of a replay's header is not from a replay: an origin has a topic name of at most 249 characters. */
    private static final int MAX_REPLAY_HEADER_BYTES = 300;

    private static final String HEADER_PREFIX = "riskstream.";

    private final Sink sink;
    private final String name;
    private final String topic;
    private final int cutBytes;

    private transient Publisher publisher;
    private transient StageContext context;
    private transient OriginHeaders rejected;
    private transient OriginHeaders dropped;
    private transient AcknowledgementWatch watch;

    /**
     * Creates a stage that publishes to {@code sink}.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is invalid
     */
    public PublishDeadLetter(Sink sink, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        this.sink = sink;
        this.name = parsed.text("name");
        this.topic = parsed.text("topic");
        Topics.checkName(parsed, sink, topic, topic);
        this.cutBytes = parsed.integer("cutBytes", 0, 100_000_000);
    }

    /** Returns the sink. */
    public Sink sink() {
        return sink;
    }

    /** Returns the topic. */
    public String topic() {
        return topic;
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .publishing()
                .completingWithin(Acknowledgement.deadline(publisher))
                .neverRejecting();
    }

    @Override
    public void open(StageContext stageContext) {
        context = stageContext;
        publisher = stageContext.publisher(sink);
        rejected = new OriginHeaders(OutputHeaders.REJECTED);
        dropped = new OriginHeaders(OutputHeaders.DROPPED);
        watch = new AcknowledgementWatch(name, stageContext, publisher);
    }

    @Override
    public Outcome apply(Event event) {
        Acknowledgement acknowledgement = new Acknowledgement(PublishDeadLetter::outcome, watch);
        new Attempt(event, headers(event), Cut.NONE, acknowledgement).publish();
        return watch.pending(acknowledgement);
    }

    /** The parts to omit from a dead letter, in the order of the attempts until the sink accepts it. */
    private enum Cut {
        NONE,
        BODY,
        BODY_KEY_AND_HEADERS,
        ALL
    }

    /** An attempt to publish a dead letter with one cut. If the sink finds it too large, the next cut follows. */
    private final class Attempt implements Publisher.Receipt {
        private final Event event;
        private final List<Header> ownHeaders;
        private final Cut cut;
        private final Publisher.Receipt receipt;

        Attempt(Event event, List<Header> ownHeaders, Cut cut, Publisher.Receipt receipt) {
            this.event = event;
            this.ownHeaders = ownHeaders;
            this.cut = cut;
            this.receipt = receipt;
        }

        void publish() {
            publisher.publish(message(event, ownHeaders, cut), this);
        }

        @Override
        public void acknowledged() {
            receipt.acknowledged();
        }

        @Override
        public void failed(Throwable cause) {
            boolean tooLarge = Acknowledgement.cause(cause) instanceof Publisher.Refused refused
                    && refused.code().equals(RejectionCode.PUBLISH_TOO_LARGE);
            if (tooLarge && cut != Cut.ALL) {
                publishCut(Cut.values()[cut.ordinal() + 1]);
            } else {
                receipt.failed(cause);
            }
        }

        private void publishCut(Cut next) {
            try {
                new Attempt(event, ownHeaders, next, receipt).publish();
            } catch (RuntimeException e) {
                receipt.failed(e); // a client may ignore exceptions of its callback
            }
        }
    }

    private Message message(Event event, List<Header> ownHeaders, Cut cut) {
        Optional<byte[]> value = event.hasValue() ? Optional.of(event.original()) : Optional.empty();
        List<Header> headers = new ArrayList<>();
        boolean complete = cut == Cut.NONE || cut == Cut.BODY;
        if (complete) {
            for (Header header : event.origin().headers()) {
                if (!header.name().startsWith(HEADER_PREFIX) || isOfReplay(header)) {
                    headers.add(header);
                }
            }
        } else {
            event.origin().headers().stream()
                    .filter(PublishDeadLetter::isOfReplay)
                    .forEach(headers::add);
            headers.addAll(TraceHeaders.of(event.origin().headers()));
        }
        headers.addAll(ownHeaders);
        if (cut != Cut.NONE) {
            headers.add(Header.of(SIZE, Integer.toString(event.original().length)));
            value = value.map(bytes -> Arrays.copyOf(bytes, cut == Cut.ALL ? 0 : Math.min(bytes.length, cutBytes)));
        }
        Optional<byte[]> key = complete ? event.origin().key() : Optional.empty();
        // no value and a value of zero bytes stay what they are, so that a replay equals the original
        return new Message(topic, key, value, headers);
    }

    private static boolean isOfReplay(Header header) {
        boolean hasName = header.name().equals(OutputHeaders.REPLAY_COUNT)
                || header.name().equals(OutputHeaders.REPLAY_ORIGIN);
        return hasName && header.value() != null && header.value().length <= MAX_REPLAY_HEADER_BYTES;
    }

    private static Outcome outcome(Throwable cause) {
        return Outcome.retryWithoutLimit(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "...";
    }

    private List<Header> headers(Event event) {
        List<Header> headers = new ArrayList<>(14);
        headers.addAll((event.dropReason().isPresent() ? dropped : rejected).of(event));
        headers.add(Header.of(PIPELINE, context.pipeline()));
        headers.add(Header.of(TIME, context.clock().instant().toString()));
        event.dropReason().ifPresent(reason -> headers.add(Header.of(MESSAGE, cut(reason))));
        if (!event.rejections().isEmpty()) {
            Rejection first = event.rejections().get(0);
            headers.add(Header.of(STAGE, first.stage()));
            headers.add(Header.of(CODE, first.code()));
            headers.add(Header.of(PATH, cut(first.path())));
            headers.add(Header.of(MESSAGE, cut(first.message())));
            headers.add(Header.of(ATTEMPTS, Integer.toString(event.attempts())));
            headers.add(new Header(REJECTIONS, rejections(event.rejections())));
        }
        return headers;
    }

    /** Encodes as many rejections as fit, but at least the first. */
    private static byte[] rejections(List<Rejection> rejections) {
        JsonOutput json = new JsonOutput().beginArray();
        for (Rejection rejection : rejections) {
            if (json.length() > MAX_REJECTIONS_LENGTH) {
                break;
            }
            json.beginObject();
            json.name("stage").value(rejection.stage());
            json.name("code").value(rejection.code());
            json.name("path").value(cut(rejection.path()));
            json.name("message").value(cut(rejection.message()));
            json.endObject();
        }
        return json.endArray().utf8();
    }
}
