package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.storm.StormContext;
import io.riskstream.storm.StreamNames;
import io.riskstream.storm.wait.WakerRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichSpout;
import org.apache.storm.tuple.Fields;

/**
 * Reads events from Kafka: what {@link EventSpout}, {@link BatchSpout} and {@link StageSpout} have in common. They differ in their limits and in their
 * {@link BatchDelivery}.
 *
 * <p>Delivery is at least once. Every {@code commitMillis} the spout commits the offsets of each partition up to the first record that is not done.
 * Unchanged offsets are committed again every ten minutes, because the broker deletes those that are not committed for a week. A failed batch is emitted again from memory after {@code backoffMillis} to {@code maxBackoffMillis}, split into eight parts. A part that fails is split
 * again, so that a bad event is soon alone in its batch and delays no other. Retries are unbounded, because every event is finished by a bolt.
 *
 * <p>Partitions are divided among the tasks by number, without Kafka's group protocol, so no rebalance removes a partition from a task with in-flight
 * events of it. New partitions are found within {@code newPartitionsMillis} and read from their beginning. The spout waits for a topic that does not
 * exist, for a broker that is unavailable and for a missing permission, and reports them. It counts, reports and skips records that the broker deleted
 * before they were read.
 *
 * <p>Memory is bounded, and events that were lost with a worker do not stop the others: see {@link InFlightBatches}. If a record of a partition is never
 * completed, that partition is read {@code maxUncommitted} records ahead, and the spout reports the record; the other partitions continue.
 *
 * <p>While an emitted batch is not acked, {@link #nextTuple} does not wait. Otherwise it waits up to {@code pollMillis} for a record. If several tasks
 * share an executor, each waits at most 10 ms, and only while no task has an emitted batch.
 */
abstract sealed class RecordSpout extends BaseRichSpout implements TopicSpout
        permits EventSpout, BatchSpout, StageSpout {
    private static final long serialVersionUID = 1;
    /** The pause after a failure of Kafka. */
    private static final long FAILURE_PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    /** How often to read the partitions from the consumer's metadata. */
    private static final long REFRESH_MILLIS = 2_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** How long a deactivated spout waits for the outcomes of its stages before Storm continues; the worker has a few seconds to stop. */
    private static final long FINISH_NANOS = Duration.ofSeconds(1).toNanos();
    /** The number of attempts after which a failing batch is reported. */
    private static final int UNREPORTED_ATTEMPTS = 4;

    private final KafkaSource source;
    private final ReadLimits limits;

    private transient StormContext context;
    private transient Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;
    private transient AssignedPartitions.Share share;
    private transient String topologyId;
    private transient BatchDelivery delivery;
    private transient InFlight inFlight;
    private transient ExecutorTasks executorTasks;
    private transient Consumer<byte[], byte[]> consumer;
    private transient AssignedPartitions partitions;
    private transient BrokerLiveness liveness;
    private transient boolean committing;
    private transient boolean deactivated;
    private transient long kafkaRetryAt;
    private transient long refreshAt;
    private transient long commitAt;
    private transient volatile long lag;

    /** Creates a spout with the source and the limits that its options contain. */
    RecordSpout(KafkaSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    @Override
    public final List<String> topics() {
        return source.topics();
    }

    @Override
    public final Kafka kafka() {
        return source.kafka();
    }

    final KafkaSource source() {
        return source;
    }

    final ReadLimits limits() {
        return limits;
    }

    @Override
    public int fullTuplesInFlight() {
        return limits.maxInFlightEvents() / limits.batchEvents();
    }

    @Override
    public final Duration commitInterval() {
        return source.commitInterval();
    }

    @Override
    public final boolean resumes() {
        return source.startFrom().resumes();
    }

    @Override
    public final boolean beginsTimelines() {
        return source.budget().isOn();
    }

    @Override
    public void open(Map<String, Object> configuration, TopologyContext topology, SpoutOutputCollector output) {
        open(configuration, topology, output, KafkaConsumer::new);
    }

    void open(
            Map<String, Object> configuration,
            TopologyContext topologyContext,
            SpoutOutputCollector output,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> consumerFactory) {
        context = new StormContext(configuration, topologyContext, output);
        WakerRegistry.of(context).declareWaking(topologyContext.getThisTaskId());
        consumers = consumerFactory;
        share = new AssignedPartitions.Share(
                topologyContext.getThisTaskIndex(),
                topologyContext
                        .getComponentTasks(topologyContext.getThisComponentId())
                        .size());
        topologyId = topologyContext.getStormId();
        delivery = openDelivery(configuration, topologyContext, context, output);
        inFlight = delivery.inFlight();
        executorTasks = ExecutorTasks.current();
        executorTasks.add(inFlight);
        context.metrics().gauge("lag", () -> lag);
        context.metrics().gauge("inflight.events", inFlight::events);
        context.metrics().gauge("inflight.bytes", inFlight::bytes);
        context.metrics().gauge("inflight.retrying", inFlight::retrying);
        context.metrics().gauge("inflight.overdue", inFlight::overdue);
        kafkaRetryAt = System.nanoTime();
        refreshAt = kafkaRetryAt;
        commitAt = kafkaRetryAt + source.commitInterval().toNanos();
    }

    /** Returns what this task does with its batches. */
    BatchDelivery openDelivery(
            Map<String, Object> configuration,
            TopologyContext topology,
            StormContext taskContext,
            SpoutOutputCollector output) {
        return new TupleDelivery(
                new InFlightBatches(limits, System.nanoTime()), source.budget(), output, WakerRegistry.of(taskContext));
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(source.consumerProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // an offset out of range is reported here instead of being skipped silently
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // a misspelt topic is reported instead of being created
        properties.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(limits.pollRecords()));
        // new partitions are found with the consumer's metadata; the property of the cluster may only shorten its age
        properties.merge(
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                Long.toString(limits.newPartitions().toMillis()),
                (own, found) -> Long.parseLong(String.valueOf(own)) < Long.parseLong((String) found) ? own : found);
        return properties;
    }

    @Override
    public void nextTuple() {
        proceed();
    }

    /** Does the next step. Returns true if the delivery of a batch has begun. */
    final boolean proceed() {
        long now = System.nanoTime();
        boolean begun = delivery.deliver(now);
        if (now - kafkaRetryAt >= 0) {
            if (partitions == null) {
                runUnlessKafkaFails("reach the cluster", this::connect);
            } else {
                runUnlessKafkaFails("read the partitions", () -> refreshPartitions(now));
                runUnlessKafkaFails("commit", () -> commit(now));
                if (!begun && now - kafkaRetryAt >= 0) {
                    runUnlessKafkaFails("read", () -> read(now));
                    begun = delivery.deliver(System.nanoTime());
                }
            }
        }
        context.flushReports();
        return begun;
    }

    private void connect() {
        Map<String, Object> properties = consumerProperties();
        Duration timeout = Duration.ofMillis(
                Long.parseLong(String.valueOf(properties.get(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG))));
        consumer = consumers.apply(properties);
        partitions = new AssignedPartitions(
                consumer, source.topics(), share, source.startFrom(), topologyId, System.nanoTime());
        liveness = new BrokerLiveness(consumer, timeout);
    }

    private void refreshPartitions(long now) {
        if (now - refreshAt < 0) {
            return;
        }
        refreshAt = now
                + Duration.ofMillis(
                                Math.min(REFRESH_MILLIS, limits.newPartitions().toMillis()))
                        .toNanos();
        List<String> missing = partitions.refresh();
        if (!missing.isEmpty()) {
            context.report("kafka.topic", "waits for a topic that does not exist: " + String.join(", ", missing));
        }
    }

    private void read(long now) {
        if (partitions.isEmpty()) {
            return;
        }
        partitions.regulate(inFlight.isFull(now), inFlight.hasRoom(now), limits.maxUncommitted());
        Duration wait = Duration.ofNanos(executorTasks.waitNanos(
                inFlight.nanosUntilRetry(now, limits.pollWait().toNanos())));
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(wait);
        } catch (OffsetOutOfRangeException e) {
            partitions.resetOffsets(e.offsetOutOfRangePartitions()).forEach(this::report);
            return;
        }
        if (!records.isEmpty()) {
            liveness.recordsReceived();
        }
        inFlight.add(records, partitions::of);
        partitions.read(records.nextOffsets());
    }

    private void report(AssignedPartitions.OffsetReset reset) {
        context.metrics().counter("lost").add(reset.lost());
        context.report(
                "kafka.lost",
                reset.lost() > 0
                        ? reset.partition() + ": the broker deleted up to " + reset.lost()
                                + " records before they were read, starting at offset " + reset.from()
                                + "; continues at offset " + reset.to()
                        : reset.partition() + ": offset " + reset.from()
                                + " does not exist, probably because the topic was created again; restarts at offset "
                                + reset.to());
    }

    private void commit(long now) {
        if (now - commitAt < 0) {
            return;
        }
        commitAt = now + source.commitInterval().toNanos();
        lag = partitions.lag();
        List<String> stuck = partitions.stuck();
        if (!stuck.isEmpty()) {
            context.report("kafka.uncommitted", String.join("; ", stuck));
        }
        liveness.silence(now, partitions.isFetching())
                .ifPresent(silence -> context.report(
                        "kafka",
                        "no reply from " + source.kafka().bootstrapServers() + " for " + silence.toSeconds()
                                + " s; waits for it"));
        if (committing) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = partitions.toCommit(now);
        if (!offsets.isEmpty()) {
            committing = true;
            try {
                consumer.commitAsync(offsets, this::commitCompleted);
            } catch (KafkaException e) {
                committing = false; // a missing permission for the group is thrown here, and the callback is not called
                throw e;
            }
        }
    }

    private void commitCompleted(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        committing = false;
        if (failure == null) {
            partitions.committed(offsets);
        } else {
            reportFailure("commit", failure);
        }
    }

    private void commitNow() {
        Map<TopicPartition, OffsetAndMetadata> offsets = partitions.toCommit();
        if (!offsets.isEmpty()) {
            // Kafka's own time limit is a minute, during which the worker could not stop
            consumer.commitSync(offsets, CLOSE_TIMEOUT);
            partitions.committed(offsets);
        }
    }

    /** Runs a step. If Kafka fails, the step is repeated later: that costs only time, and the worker does not end. */
    private void runUnlessKafkaFails(String what, Runnable step) {
        try {
            step.run();
        } catch (InterruptException e) {
            throw e; // the worker is stopping
        } catch (KafkaException e) {
            kafkaRetryAt = System.nanoTime() + FAILURE_PAUSE_NANOS;
            reportFailure(what, e);
        }
    }

    private void reportFailure(String what, Exception failure) {
        Throwable cause = failure.getCause();
        String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        context.report("kafka", "cannot " + what + "; will try again: " + failure.getMessage() + why);
    }

    @Override
    public void ack(Object id) {
        delivery.acked((SpoutMessage) id, System.nanoTime());
        commitIfDrained();
    }

    @Override
    public void fail(Object id) {
        SpoutMessage message = (SpoutMessage) id;
        context.metrics().counter("resent").add(message.size());
        if (message.attempts() > UNREPORTED_ATTEMPTS) {
            context.report(
                    "kafka.resend", "a batch has failed repeatedly and is emitted again until it is acked: " + message);
        }
        delivery.failed(message, System.nanoTime());
        commitIfDrained();
    }

    /** Commits when the last event of a deactivated topology is done, so that a topology that replaces it does not read these events again. */
    private void commitIfDrained() {
        if (deactivated && !inFlight.isPending()) {
            runUnlessKafkaFails("commit", this::commitNow);
        }
    }

    @Override
    public void activate() {
        deactivated = false;
    }

    @Override
    public void deactivate() {
        deactivated = true;
        delivery.finish(FINISH_NANOS);
        if (partitions != null) {
            runUnlessKafkaFails("commit", this::commitNow);
        }
        context.flushReports();
    }

    /** Continues what has begun. Called once a second on the executor's thread, also while Storm does not call {@link #nextTuple}. */
    final void tick() {
        delivery.finish(0);
        commitIfDrained();
        context.flushReports();
    }

    @Override
    public void close() {
        if (delivery == null) {
            closeStages();
            if (context != null) {
                context.close();
            }
            return;
        }
        executorTasks.remove(inFlight);
        delivery.stopEmitting();
        try {
            deactivate();
        } finally {
            try {
                if (consumer != null) {
                    runUnlessKafkaFails("close", () -> consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT)));
                }
            } finally {
                closeStages();
                context.close();
            }
        }
    }

    /** Closes what {@link #openDelivery} has opened. */
    void closeStages() {}

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        declarer.declare(new Fields(StreamNames.EVENTS));
    }

    /** Returns the addresses, security protocol, topics and group only: the topology's configuration is public. */
    @Override
    public Map<String, Object> getComponentConfiguration() {
        return source.publicConfiguration();
    }
}
