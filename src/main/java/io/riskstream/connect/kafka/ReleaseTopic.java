package io.riskstream.connect.kafka;

import io.riskstream.stage.Options;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.StageContext;
import io.riskstream.text.TopicName;
import java.time.Duration;
import java.util.Map;

/**
 * A log of releases in Kafka: a topic with one partition that keeps all its records. A second topic has the reports of the workers, which state what they
 * run. The command {@code release} creates both.
 *
 * <p>Each worker reads the topic from its beginning with a consumer without a group. An idle consumer sends two requests a second.
 */
public final class ReleaseTopic implements ReleaseStore {
    private static final long serialVersionUID = 1;
    private static final String WORKERS = "-workers";
    /** How often a worker reports its state, also if it does not change. */
    static final Duration REPORT_INTERVAL = Duration.ofSeconds(20);

    /** A worker whose last report is older than this has ended. */
    public static final Duration REPORTS_OVERDUE = REPORT_INTERVAL.multipliedBy(3);

    /** The options in a Flux file, the last constructor argument. */
    public static final Options.Declared OPTIONS = Options.of("releases")
            .optional(
                    "topic",
                    Options.Kind.TEXT,
                    "riskstream.releases",
                    "the topic with the releases of all scorecards; the topic of the workers has the same name and `"
                            + WORKERS + "`");

    private final Kafka kafka;
    private final String topic;

    /** Creates a log with default options. */
    public ReleaseTopic(Kafka kafka) {
        this(kafka, Map.of());
    }

    /**
     * Creates a log.
     *
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, the topic's name is not allowed, or the cluster is null because the Flux
     *     file declares it after this component
     */
    public ReleaseTopic(Kafka kafka, Map<String, Object> options) {
        Options values = OPTIONS.read(options);
        this.topic = values.text("topic");
        if (kafka == null) {
            throw values.problem("its Kafka is missing; declare it before this component in the Flux file");
        }
        if (!TopicName.isValid(topic + WORKERS)) {
            throw values.problem("topic", topic, "option 'topic' is no name of a topic: " + TopicName.RULE);
        }
        this.kafka = kafka;
    }

    /** Returns the cluster. */
    public Kafka kafka() {
        return kafka;
    }

    /** Returns the topic with the releases. */
    public String topic() {
        return topic;
    }

    /** Returns the topic with the reports of the workers. */
    public String workersTopic() {
        return topic + WORKERS;
    }

    @Override
    public ReleaseLog connect(StageContext context) {
        return new KafkaReleaseLog(this, context);
    }

    @Override
    public String toString() {
        return "ReleaseTopic[" + topic + " in " + kafka + "]";
    }
}
