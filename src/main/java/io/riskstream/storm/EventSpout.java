package io.riskstream.storm;

import io.riskstream.Batch;
import io.riskstream.Event;
import io.riskstream.Header;
import io.riskstream.Options;
import io.riskstream.Origin;
import io.riskstream.connect.Kafka;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.kafka.spout.KafkaSpoutConfig.ProcessingGuarantee;
import org.apache.storm.kafka.spout.RecordTranslator;
import org.apache.storm.kafka.spout.subscription.NamedTopicFilter;
import org.apache.storm.kafka.spout.subscription.RoundRobinManualPartitioner;
import org.apache.storm.kafka.spout.subscription.TopicFilter;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events from Kafka: Storm's own KafkaSpout, set up so that nothing is lost. One event a tuple.
 *
 * <p>It takes bytes and judges nothing, so that no record can stop it. A record whose tuple fails is emitted again, without end, after 0.2 s to
 * 30 s; every event comes to its end in a bolt. Offsets are committed once a second, and no more than {@code maxUncommitted} of a partition are
 * under way. A broker that is away is waited for; the stock spout would end the worker over a commit that fails. Partitions are divided among
 * the tasks by number, without Kafka's group protocol.
 *
 * <p>Of the Kafka properties the topology's configuration, which is public, shows the addresses, the security protocol, the topics and the
 * group, and no more.
 */
public final class EventSpout extends KafkaSpout<byte[], byte[]> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(EventSpout.class);
    private static final List<String> SHOWN =
            List.of("config.topics", "config.groupid", "config.bootstrap.servers", "config.security.protocol");

    /** Where a spout begins in a partition. */
    public enum StartFrom {
        /** Where it left off, or at the beginning if it never ran. */
        UNCOMMITTED_EARLIEST,
        /** Where it left off, or at the end if it never ran. */
        UNCOMMITTED_LATEST,
        /** At the beginning, each time the topology is submitted. */
        EARLIEST,
        /** At the end, each time the topology is submitted. */
        LATEST
    }

    /** The options of a spout. */
    public static final Options.Declared OPTIONS = Options.of("event spout")
            .required("topic", Options.Kind.TEXT, "the topic to read; several are separated by commas")
            .required("group", Options.Kind.TEXT, "the consumer group that offsets are committed for")
            .choice("startFrom", StartFrom.UNCOMMITTED_EARLIEST, "where to begin in a partition")
            .optional(
                    "maxUncommitted",
                    Options.Kind.INTEGER,
                    20_000,
                    "how many records of one partition may be read and not yet committed")
            .optional("commitMillis", Options.Kind.MILLISECONDS, 1_000, "how often offsets are committed")
            .optional(
                    "pollMillis",
                    Options.Kind.MILLISECONDS,
                    20,
                    "how long one poll waits for records; acks wait meanwhile");

    private final List<String> topics;
    private final Assignment assignment;

    private transient SpoutOutputCollector errors;
    private transient boolean assigned;

    /**
     * A spout.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is unknown, missing or of the wrong type
     */
    public EventSpout(Kafka kafka, Map<String, Object> options) {
        this(kafka, OPTIONS.read(options), new Assignment(topics(OPTIONS.read(options))));
    }

    private EventSpout(Kafka kafka, Options options, Assignment assignment) {
        super(configuration(kafka, options, assignment));
        this.topics = topics(options);
        this.assignment = assignment;
    }

    private static List<String> topics(Options options) {
        return List.of(options.text("topic").strip().split("\\s*,\\s*"));
    }

    /** The topics it reads. */
    public List<String> topics() {
        return topics;
    }

    private static KafkaSpoutConfig<byte[], byte[]> configuration(Kafka kafka, Options options, Assignment assignment) {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties());
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, options.text("group"));
        return new KafkaSpoutConfig.Builder<byte[], byte[]>(
                        kafka.bootstrapServers(), assignment, new RoundRobinManualPartitioner())
                .setProp(properties)
                .setProcessingGuarantee(ProcessingGuarantee.AT_LEAST_ONCE)
                .setRecordTranslator(new RecordToEvent())
                .setEmitNullTuples(true)
                .setFirstPollOffsetStrategy(FirstPollOffsetStrategy.valueOf(options.text("startFrom")))
                .setMaxUncommittedOffsets(options.integer("maxUncommitted", 1, 10_000_000))
                .setOffsetCommitPeriodMs(options.integer("commitMillis"))
                .setPollTimeoutMs(options.integer("pollMillis"))
                .setRetry(new EndlessRetry())
                .build();
    }

    @Override
    public void open(Map<String, Object> configuration, TopologyContext context, SpoutOutputCollector collector) {
        errors = collector;
        super.open(configuration, context, collector);
    }

    @Override
    public void activate() {
        assigned = whileBrokerAnswers("assign partitions", super::activate);
        assignment.changing &= !assigned;
    }

    @Override
    public void nextTuple() {
        if (!assigned) {
            activate();
            return;
        }
        boolean done = whileBrokerAnswers("read or commit", super::nextTuple);
        // the stock spout looks for new partitions now and then, and would end the worker over one that it only half
        // took on
        assigned = done || !assignment.changing;
        assignment.changing &= !done;
    }

    @Override
    public void deactivate() {
        whileBrokerAnswers("commit", super::deactivate);
    }

    @Override
    public void close() {
        whileBrokerAnswers("commit and close", super::close);
    }

    /** Whether it was done. What Kafka calls retriable is left for the next call: nothing is lost by it but time. */
    private boolean whileBrokerAnswers(String what, Runnable step) {
        try {
            step.run();
            return true;
        } catch (RetriableException e) {
            LOG.warn("cannot {}, will try again: {}", what, e.toString());
            errors.reportError(new StageError("kafka", "cannot " + what + ", will try again: " + e.getMessage()));
            return false;
        }
    }

    @Override
    public Map<String, Object> getComponentConfiguration() {
        Map<String, Object> shown = super.getComponentConfiguration();
        shown.keySet().retainAll(SHOWN);
        return shown;
    }

    /**
     * The topics' partitions. The stock spout takes a partition on in two steps, and never comes back to the second if the broker does not
     * answer just then; so what was broken off is undone here, for it to begin afresh.
     */
    private static final class Assignment implements TopicFilter {
        private static final long serialVersionUID = 1;

        private final NamedTopicFilter topics;
        private transient boolean changing;
        private transient Set<TopicPartition> settled;

        Assignment(List<String> topics) {
            this.topics = new NamedTopicFilter(topics.toArray(String[]::new));
        }

        @Override
        public Set<TopicPartition> getAllSubscribedPartitions(Consumer<?, ?> consumer) {
            Set<TopicPartition> partitions = topics.getAllSubscribedPartitions(consumer);
            if (changing) {
                consumer.assign(settled);
            } else {
                settled = Set.copyOf(consumer.assignment());
            }
            changing = true;
            return partitions;
        }

        @Override
        public String getTopicsString() {
            return topics.getTopicsString();
        }
    }

    /** Takes a record as it is. */
    private static final class RecordToEvent implements RecordTranslator<byte[], byte[]> {
        private static final long serialVersionUID = 1;
        private static final byte[] NOTHING = {};

        @Override
        public List<Object> apply(ConsumerRecord<byte[], byte[]> record) {
            List<Header> headers = List.of();
            if (record.headers().iterator().hasNext()) {
                headers = new ArrayList<>();
                for (org.apache.kafka.common.header.Header header : record.headers()) {
                    headers.add(new Header(header.key(), header.value() == null ? NOTHING : header.value()));
                }
            }
            Origin origin = new Origin(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    Optional.ofNullable(record.key()),
                    headers);
            return new Values(Batch.of(Event.of(origin, record.value() == null ? NOTHING : record.value())));
        }

        @Override
        public Fields getFieldsFor(String stream) {
            return new Fields(Streams.EVENTS);
        }
    }
}
