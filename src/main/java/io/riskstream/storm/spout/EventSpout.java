package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.stage.Options;
import io.riskstream.storm.StageError;
import io.riskstream.storm.StormContext;
import io.riskstream.storm.wait.WakerRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.kafka.spout.KafkaSpoutConfig.ProcessingGuarantee;
import org.apache.storm.kafka.spout.subscription.NamedTopicFilter;
import org.apache.storm.kafka.spout.subscription.RoundRobinManualPartitioner;
import org.apache.storm.kafka.spout.subscription.TopicFilter;
import org.apache.storm.spout.ISpoutOutputCollector;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
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
public final class EventSpout extends KafkaSpout<byte[], byte[]> implements TopicSpout {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(EventSpout.class);

    /** The options of a spout. */
    public static final Options.Declared OPTIONS = KafkaSource.options("event spout")
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

    private final KafkaSource source;
    private final Assignment assignment;

    private transient SpoutOutputCollector errors;
    private transient StormContext shared;
    private transient boolean assigned;

    /**
     * A spout.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is unknown, missing or of the wrong type
     */
    public EventSpout(Kafka kafka, Map<String, Object> options) {
        this(KafkaSource.of(kafka, OPTIONS.read(options)), OPTIONS.read(options));
    }

    private EventSpout(KafkaSource source, Options options) {
        this(source, options, new Assignment(source.topics()));
    }

    private EventSpout(KafkaSource source, Options options, Assignment assignment) {
        super(configuration(source, options, assignment));
        this.source = source;
        this.assignment = assignment;
    }

    @Override
    public List<String> topics() {
        return source.topics();
    }

    private static KafkaSpoutConfig<byte[], byte[]> configuration(
            KafkaSource source, Options options, Assignment assignment) {
        return new KafkaSpoutConfig.Builder<byte[], byte[]>(
                        source.kafka().bootstrapServers(), assignment, new RoundRobinManualPartitioner())
                .setProp(source.consumerProperties())
                .setProcessingGuarantee(ProcessingGuarantee.AT_LEAST_ONCE)
                .setRecordTranslator(new RecordToEvent())
                .setEmitNullTuples(true)
                .setFirstPollOffsetStrategy(
                        FirstPollOffsetStrategy.valueOf(source.startFrom().name()))
                .setMaxUncommittedOffsets(options.integer("maxUncommitted", 1, 10_000_000))
                .setOffsetCommitPeriodMs(options.integer("commitMillis"))
                .setPollTimeoutMs(options.integer("pollMillis"))
                .setRetry(new UnboundedRetry())
                .build();
    }

    @Override
    public void open(Map<String, Object> configuration, TopologyContext context, SpoutOutputCollector collector) {
        errors = collector;
        shared = new StormContext(configuration, context, collector);
        WakerRegistry bells = WakerRegistry.of(shared);
        bells.promise(context.getThisTaskId());
        super.open(configuration, context, new SpoutOutputCollector(new Ringing(collector, bells)));
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
        try {
            whileBrokerAnswers("commit and close", super::close);
        } finally {
            if (shared != null) {
                shared.close();
            }
        }
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
        return source.shown();
    }

    /** Wakes whom a tuple is sent to. */
    private record Ringing(SpoutOutputCollector collector, WakerRegistry bells) implements ISpoutOutputCollector {
        @Override
        public List<Integer> emit(String stream, List<Object> tuple, Object id) {
            List<Integer> tasks = collector.emit(stream, tuple, id);
            bells.ring(tasks);
            return tasks;
        }

        @Override
        public void emitDirect(int task, String stream, List<Object> tuple, Object id) {
            collector.emitDirect(task, stream, tuple, id);
        }

        @Override
        public long getPendingCount() {
            return collector.getPendingCount();
        }

        @Override
        public void flush() {
            collector.flush();
        }

        @Override
        public void reportError(Throwable error) {
            collector.reportError(error);
        }
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
}
