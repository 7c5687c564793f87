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
 * Reads events from Kafka, one event per tuple: Storm's KafkaSpout with settings that lose no event.
 *
 * <p>It reads bytes and does not interpret them, so no record can stop it. A record whose tuple fails is emitted again after 0.2 s to 30 s, without limit,
 * because every event is finished by a bolt. Offsets are committed once a second, and at most {@code maxUncommitted} records of a partition are in
 * flight. The spout waits for an unavailable broker; the stock spout ends the worker when a commit fails. Partitions are divided among the tasks by
 * number, without Kafka's group protocol.
 *
 * <p>The topology's configuration is public. Of the Kafka properties it contains only the addresses, the security protocol, the topics and the group.
 */
public final class EventSpout extends KafkaSpout<byte[], byte[]> implements TopicSpout {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(EventSpout.class);

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = KafkaSource.options("event spout")
            .optional(
                    "maxUncommitted",
                    Options.Kind.INTEGER,
                    20_000,
                    "maximum number of records of one partition that are read and not committed")
            .optional(
                    "pollMillis",
                    Options.Kind.MILLISECONDS,
                    20,
                    "how long a poll waits for records; acks wait during a poll");

    private final KafkaSource source;
    private final Assignment assignment;

    private transient SpoutOutputCollector errorReporter;
    private transient StormContext resources;
    private transient boolean assigned;

    /**
     * Creates a spout.
     *
     * @param options see {@link #OPTIONS}
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, missing or invalid
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
                .setOffsetCommitPeriodMs(source.commitInterval().toMillis())
                .setPollTimeoutMs(options.integer("pollMillis"))
                .setRetry(new UnboundedRetry())
                .build();
    }

    @Override
    public void open(Map<String, Object> configuration, TopologyContext context, SpoutOutputCollector collector) {
        errorReporter = collector;
        resources = new StormContext(configuration, context, collector);
        WakerRegistry wakers = WakerRegistry.of(resources);
        wakers.declareWaking(context.getThisTaskId());
        super.open(configuration, context, new SpoutOutputCollector(new WakingCollector(collector, wakers)));
    }

    @Override
    public void activate() {
        assigned = runUnlessKafkaFails("assign partitions", super::activate);
        assignment.changing &= !assigned;
    }

    @Override
    public void nextTuple() {
        if (!assigned) {
            activate();
            return;
        }
        boolean done = runUnlessKafkaFails("read or commit", super::nextTuple);
        // the stock spout checks for new partitions from time to time, and an incomplete assignment of one would end
        // the worker
        assigned = done || !assignment.changing;
        assignment.changing &= !done;
    }

    @Override
    public void deactivate() {
        runUnlessKafkaFails("commit", super::deactivate);
    }

    @Override
    public void close() {
        try {
            runUnlessKafkaFails("commit and close", super::close);
        } finally {
            if (resources != null) {
                resources.close();
            }
        }
    }

    /** Runs a step. Returns false if Kafka fails with a retriable error; the next call repeats the step, which costs only time. */
    private boolean runUnlessKafkaFails(String what, Runnable step) {
        try {
            step.run();
            return true;
        } catch (RetriableException e) {
            LOG.warn("cannot {}; will try again: {}", what, e.toString());
            errorReporter.reportError(
                    new StageError("kafka", "cannot " + what + "; will try again: " + e.getMessage()));
            return false;
        }
    }

    @Override
    public Map<String, Object> getComponentConfiguration() {
        return source.publicConfiguration();
    }

    /** Wakes the tasks that a tuple is emitted to. */
    private record WakingCollector(SpoutOutputCollector collector, WakerRegistry wakers)
            implements ISpoutOutputCollector {
        @Override
        public List<Integer> emit(String stream, List<Object> tuple, Object id) {
            List<Integer> tasks = collector.emit(stream, tuple, id);
            wakers.wake(tasks);
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
     * The partitions of the topics. The stock spout assigns a partition in two steps and never repeats the second one if the broker fails during it. This
     * filter undoes such an incomplete assignment, so that the stock spout starts it again.
     */
    private static final class Assignment implements TopicFilter {
        private static final long serialVersionUID = 1;

        private final NamedTopicFilter topics;
        private transient boolean changing;
        private transient Set<TopicPartition> complete;

        Assignment(List<String> topics) {
            this.topics = new NamedTopicFilter(topics.toArray(String[]::new));
        }

        @Override
        public Set<TopicPartition> getAllSubscribedPartitions(Consumer<?, ?> consumer) {
            Set<TopicPartition> partitions = topics.getAllSubscribedPartitions(consumer);
            if (changing) {
                consumer.assign(complete);
            } else {
                complete = Set.copyOf(consumer.assignment());
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
