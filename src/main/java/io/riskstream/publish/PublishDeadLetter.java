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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Publishes an event that was turned away, or left out, as it came: the original bytes, key and headers, and headers that tell where it came
 * from, who turned it away and why, so that it can be mended and replayed.
 *
 * <p>It never gives an event up: it tries again until the sink takes it. One that is too large for the sink is cut, and its true size told in
 * the header {@link #SIZE}; the origin tells where the whole of it is. Headers of the original that begin with {@code riskstream.} are left
 * out: they tell of an earlier way through a pipeline, and would stand beside those of this one.
 */
public final class PublishDeadLetter implements Stage {
    private static final long serialVersionUID = 1;

    /** The name of the stage that turned the event away. */
    public static final String STAGE = "riskstream.stage";
    /** The first rejection's code. */
    public static final String CODE = "riskstream.code";
    /** The first rejection's path; may be empty. */
    public static final String PATH = "riskstream.path";
    /** The first rejection's sentence. */
    public static final String MESSAGE = "riskstream.message";
    /** All rejections, as a JSON array of objects with {@code stage, code, path, message}. */
    public static final String REJECTIONS = "riskstream.rejections";
    /** How often the stage had tried. */
    public static final String ATTEMPTS = "riskstream.attempts";
    /** The pipeline's name. */
    public static final String PIPELINE = "riskstream.pipeline";
    /** When it became a dead letter, ISO 8601. */
    public static final String TIME = "riskstream.time";
    /** The original's size in bytes, where it had to be cut. */
    public static final String SIZE = "riskstream.original.size";

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("publish-dead-letter")
            .optional("name", Options.Kind.TEXT, "dead-letters", "the stage's name in metrics")
            .required("topic", Options.Kind.TEXT, "the topic to publish to")
            .optional(
                    "cutBytes",
                    Options.Kind.INTEGER,
                    65_536,
                    "how much of an event is kept that is too large for the sink");

    /** About how many characters all rejections together may take in a header. */
    private static final int MOST_REJECTIONS = 16_384;
    /** How much of one path or message is told: a path is as long as the keys that a sender thought of. */
    private static final int LONGEST_TEXT = 2_048;

    private static final String OWN_HEADERS = "riskstream.";

    private final Sink sink;
    private final String name;
    private final String topic;
    private final int cutBytes;

    private transient Publisher publisher;
    private transient StageContext context;
    private transient OriginHeaders rejected;
    private transient OriginHeaders dropped;
    private transient Supplier<Outcome> late;

    /**
     * A stage that publishes to {@code sink}.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is wrong
     */
    public PublishDeadLetter(Sink sink, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.sink = sink;
        this.name = given.text("name");
        this.topic = given.text("topic");
        this.cutBytes = given.integer("cutBytes", 0, 100_000_000);
    }

    /** The topic. */
    public String topic() {
        return topic;
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .publishing()
                .completingWithin(publisher == null ? Duration.ofSeconds(130) : publisher.deadline())
                .neverRejecting();
    }

    @Override
    public void open(StageContext stageContext) {
        context = stageContext;
        publisher = stageContext.publisher(sink);
        rejected = new OriginHeaders(OutputHeaders.REJECTED);
        dropped = new OriginHeaders(OutputHeaders.DROPPED);
        late = Acknowledgement.late(publisher.deadline());
    }

    @Override
    public Outcome apply(Event event) {
        Acknowledgement acknowledgement = new Acknowledgement(PublishDeadLetter::outcome);
        new Attempt(event, headers(event), Cut.NONE, acknowledgement).publish();
        return Outcome.later(acknowledgement, publisher.deadline(), late);
    }

    /** What is left out of a dead letter, in the order tried until the sink takes it. */
    private enum Cut {
        NONE,
        BODY,
        BODY_KEY_AND_HEADERS,
        ALL
    }

    /** One way to cut a dead letter; the next one follows where the sink finds it too large. */
    private final class Attempt implements Publisher.Receipt {
        private final Event event;
        private final List<Header> reasons;
        private final Cut cut;
        private final Publisher.Receipt last;

        Attempt(Event event, List<Header> reasons, Cut cut, Publisher.Receipt last) {
            this.event = event;
            this.reasons = reasons;
            this.cut = cut;
            this.last = last;
        }

        void publish() {
            publisher.publish(message(event, reasons, cut), this);
        }

        @Override
        public void acknowledged() {
            last.acknowledged();
        }

        @Override
        public void failed(Throwable cause) {
            boolean tooLarge = Acknowledgement.cause(cause) instanceof Publisher.Refused refused
                    && refused.code().equals(RejectionCode.PUBLISH_TOO_LARGE);
            if (tooLarge && cut != Cut.ALL) {
                publishCut(Cut.values()[cut.ordinal() + 1]);
            } else {
                last.failed(cause);
            }
        }

        private void publishCut(Cut next) {
            try {
                new Attempt(event, reasons, next, last).publish();
            } catch (RuntimeException e) {
                last.failed(e); // what a callback throws may be swallowed
            }
        }
    }

    private Message message(Event event, List<Header> reasons, Cut cut) {
        byte[] original = event.original();
        List<Header> headers = new ArrayList<>();
        boolean whole = cut == Cut.NONE || cut == Cut.BODY;
        if (whole) {
            for (Header header : event.origin().headers()) {
                if (!header.name().startsWith(OWN_HEADERS)) {
                    headers.add(header);
                }
            }
        }
        headers.addAll(reasons);
        if (cut != Cut.NONE) {
            headers.add(Header.of(SIZE, Integer.toString(original.length)));
            original = Arrays.copyOf(original, cut == Cut.ALL ? 0 : Math.min(original.length, cutBytes));
        }
        Optional<byte[]> key = whole ? event.origin().key() : Optional.empty();
        // a record without a value stays one, so that a replay is what it was
        return new Message(topic, key, original.length == 0 ? Optional.empty() : Optional.of(original), headers);
    }

    private static Outcome outcome(Throwable cause) {
        return Outcome.retryWithoutLimit(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }

    private List<Header> headers(Event event) {
        List<Header> headers = new ArrayList<>(14);
        headers.addAll((event.dropReason().isPresent() ? dropped : rejected).of(event.origin()));
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

    /** As many of them as fit, the first at least. */
    private static byte[] rejections(List<Rejection> rejections) {
        JsonOutput json = new JsonOutput().beginArray();
        for (Rejection rejection : rejections) {
            if (json.length() > MOST_REJECTIONS) {
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
