package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.stage.Options;
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
import org.apache.storm.tuple.Values;

/**
 * Reads events from Kafka in batches: a tuple carries what one poll had ready, up to {@code batchEvents}, and never waits for more. So Storm's
 * cost of a tuple is paid once a batch.
 *
 * <p>At least once. Of each partition the offsets are committed up to the first record that is not done, once a {@code commitMillis}. A batch
 * that fails is sent again from memory after {@code backoffMillis} to {@code maxBackoffMillis}, in eight parts, and those in eight parts if they
 * fail, so that one bad event soon travels alone and holds back no other; without end, as every event comes to its end in a bolt.
 *
 * <p>Partitions are divided among the tasks by number, without Kafka's group protocol: no rebalance takes a partition from a task that has events
 * of it under way. New partitions are found within {@code newPartitionsMillis}. A topic that is not there, or whose broker is not, is waited for
 * and told of; so is one that it may not read. Records that the broker deleted before they were read are counted, told, and passed over.
 *
 * <p>Memory is bounded: what is under way, waiting to be sent again included, passes {@code maxInFlightEvents} and {@code maxInFlightBytes} by one
 * poll at most. A partition with a record that does not get done is read {@code maxUncommitted} records ahead; the others go on.
 *
 * <p>While anything is out, {@link #nextTuple} does not wait; else for {@code pollMillis}, or until there is a record. Of tasks that share an executor each
 * waits for 10 ms at most, and only while none of them has anything out.
 */
public final class BatchSpout extends BaseRichSpout implements TopicSpout {
    private static final long serialVersionUID = 1;
    /** How long to leave Kafka alone after it failed. */
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    /** How often to look for new partitions in what the consumer knows; it asks the broker once a {@code newPartitionsMillis}. */
    private static final long LOOK_MILLIS = 2_000;

    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** An event that was sent so often is told of. */
    private static final int QUIET_ATTEMPTS = 4;

    /**
     * The options of a spout. Of {@code batchEvents}: from Kafka to a bolt that reads the bytes, 100 make 184,000 events/s at 6.5 us of CPU each, 500
     * make 274,000 at 4.8, 2,000 make 278,000 at 4.4; one a tuple, 41,000 at 19.7 ({@code bench spout}, two cores shared with the broker).
     */
    public static final Options.Declared OPTIONS = KafkaSource.options("batch spout")
            .optional("batchEvents", Options.Kind.INTEGER, 500, "how many events a tuple carries at most")
            .optional(
                    "batchBytes",
                    Options.Kind.INTEGER,
                    1 << 20,
                    "how many bytes of events a tuple carries; the last event may pass it")
            .optional(
                    "maxInFlightEvents",
                    Options.Kind.INTEGER,
                    20_000,
                    "how many events of one task may be under way; reading pauses there, and goes on at half")
            .optional("maxInFlightBytes", Options.Kind.INTEGER, 64 << 20, "how many bytes of them")
            .optional(
                    "maxUncommitted",
                    Options.Kind.INTEGER,
                    100_000,
                    "how far one partition is read beyond its first record that is not done; what a crash makes Kafka send again")
            .optional("commitMillis", Options.Kind.MILLISECONDS, 1_000, "how often offsets are committed")
            .optional(
                    "pollMillis",
                    Options.Kind.MILLISECONDS,
                    100,
                    "how long a poll waits for a record while nothing is under way")
            .optional(
                    "newPartitionsMillis",
                    Options.Kind.MILLISECONDS,
                    30_000,
                    "how soon a new partition is found; `metadata.max.age.ms` of the cluster goes before it")
            .optional(
                    "backoffMillis",
                    Options.Kind.MILLISECONDS,
                    200,
                    "pause before what failed is sent again; each further one is twice as long")
            .optional("maxBackoffMillis", Options.Kind.MILLISECONDS, 30_000, "the longest pause");

    private final KafkaSource source;
    private final int batchEvents;
    private final int batchBytes;
    private final long maxInFlightEvents;
    private final long maxInFlightBytes;
    private final long maxUncommitted;
    private final long commitNanos;
    private final long pollNanos;
    private final long newPartitionsMillis;
    private final RetryPolicy retryPolicy;

    private transient StormContext context;
    private transient SpoutOutputCollector collector;
    private transient WakerRegistry bells;
    private transient Function<Map<String, Object>, Consumer<byte[], byte[]>> client;
    private transient AssignedPartitions.Share share;
    private transient String topology;
    private transient InFlightBatches inFlight;
    private transient ExecutorTasks turns;
    private transient Consumer<byte[], byte[]> consumer;
    private transient AssignedPartitions partitions;
    private transient BrokerLiveness answers;
    private transient boolean committing;
    private transient long kafkaAt;
    private transient long lookAt;
    private transient long commitAt;
    private transient volatile long lag;

    /**
     * A spout.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if an option is unknown, missing or of the wrong type
     */
    public BatchSpout(Kafka kafka, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.source = KafkaSource.of(kafka, given);
        this.batchEvents = given.integer("batchEvents", 1, 100_000);
        this.batchBytes = given.integer("batchBytes", 1, 1 << 30);
        this.maxInFlightEvents = given.integer("maxInFlightEvents", 1, 10_000_000);
        this.maxInFlightBytes = given.integer("maxInFlightBytes", 1, Integer.MAX_VALUE);
        this.maxUncommitted = given.integer("maxUncommitted", 1, Integer.MAX_VALUE);
        this.commitNanos = given.millis("commitMillis").toNanos();
        this.pollNanos = given.millis("pollMillis").toNanos();
        this.newPartitionsMillis = given.integer("newPartitionsMillis");
        this.retryPolicy =
                new RetryPolicy(Integer.MAX_VALUE, given.millis("backoffMillis"), given.millis("maxBackoffMillis"));
    }

    @Override
    public List<String> topics() {
        return source.topics();
    }

    @Override
    public void open(Map<String, Object> configuration, TopologyContext topology, SpoutOutputCollector output) {
        open(configuration, topology, output, KafkaConsumer::new);
    }

    void open(
            Map<String, Object> configuration,
            TopologyContext topologyContext,
            SpoutOutputCollector output,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> kafkaClient) {
        context = new StormContext(configuration, topologyContext, output);
        collector = output;
        bells = WakerRegistry.of(context);
        bells.promise(topologyContext.getThisTaskId());
        client = kafkaClient;
        share = new AssignedPartitions.Share(
                topologyContext.getThisTaskIndex(),
                topologyContext
                        .getComponentTasks(topologyContext.getThisComponentId())
                        .size());
        topology = topologyContext.getStormId();
        inFlight = new InFlightBatches(batchEvents, batchBytes, retryPolicy);
        turns = ExecutorTasks.here();
        turns.add(inFlight);
        context.metrics().gauge("lag", () -> lag);
        context.metrics().gauge("inflight.events", inFlight::events);
        context.metrics().gauge("inflight.bytes", inFlight::bytes);
        context.metrics().gauge("inflight.retrying", inFlight::retrying);
        kafkaAt = System.nanoTime();
        lookAt = kafkaAt;
        commitAt = kafkaAt + commitNanos;
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(source.consumerProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // so that an offset out of range is told here, and not passed over in silence
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // a topic that is misspelt is to be told of, not made
        properties.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(batchEvents));
        properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, Long.toString(newPartitionsMillis));
        return properties;
    }

    @Override
    public void nextTuple() {
        long now = System.nanoTime();
        SentBatch next = inFlight.next(now);
        if (now - kafkaAt >= 0) {
            if (partitions == null) {
                whileKafkaAnswers("reach the cluster", this::connect);
            } else {
                whileKafkaAnswers("look for partitions", () -> look(now));
                whileKafkaAnswers("commit", () -> commit(now));
                if (next == null && now - kafkaAt >= 0) {
                    whileKafkaAnswers("read", () -> read(now));
                    next = inFlight.next(System.nanoTime());
                }
            }
        }
        if (next != null) {
            bells.ring(collector.emit(new Values(next.batch()), next));
        }
        context.passOnReports();
    }

    private void connect() {
        Map<String, Object> properties = consumerProperties();
        Duration patience = Duration.ofMillis(
                Long.parseLong(String.valueOf(properties.get(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG))));
        consumer = client.apply(properties);
        partitions = new AssignedPartitions(consumer, source.topics(), share, source.startFrom(), topology);
        answers = new BrokerLiveness(consumer, patience);
    }

    private void look(long now) {
        if (now - lookAt < 0) {
            return;
        }
        lookAt = now
                + Duration.ofMillis(Math.min(LOOK_MILLIS, newPartitionsMillis)).toNanos();
        List<String> missing = partitions.look();
        if (!missing.isEmpty()) {
            context.report("kafka.topic", "waits for a topic that is not there: " + String.join(", ", missing));
        }
    }

    private void read(long now) {
        if (partitions.none()) {
            return;
        }
        partitions.regulate(
                inFlight.events() >= maxInFlightEvents || inFlight.bytes() >= maxInFlightBytes,
                inFlight.events() <= maxInFlightEvents / 2 && inFlight.bytes() <= maxInFlightBytes / 2,
                maxUncommitted);
        Duration wait = Duration.ofNanos(turns.waitNanos(inFlight.untilDue(now, pollNanos)));
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(wait);
        } catch (OffsetOutOfRangeException e) {
            partitions.jump(e.offsetOutOfRangePartitions()).forEach(this::tell);
            return;
        }
        if (!records.isEmpty()) {
            answers.came();
        }
        inFlight.add(records, partitions::of);
        partitions.read(records.nextOffsets());
    }

    private void tell(AssignedPartitions.Jump jump) {
        context.metrics().counter("lost").add(jump.lost());
        context.report(
                "kafka.lost",
                jump.lost() > 0
                        ? "of " + jump.partition() + " the broker deleted up to " + jump.lost()
                                + " records before they were read, from offset " + jump.from() + " on; goes on at "
                                + jump.to()
                        : "of " + jump.partition() + " offset " + jump.from()
                                + " is not there, as if the topic were made anew; begins again at " + jump.to());
    }

    private void commit(long now) {
        if (now - commitAt < 0) {
            return;
        }
        commitAt = now + commitNanos;
        lag = partitions.lag();
        answers.overdue(now, partitions.reading())
                .ifPresent(silence -> context.report(
                        "kafka",
                        "no answer from " + source.kafka().bootstrapServers() + " for " + silence.toSeconds()
                                + " s, waits for it"));
        if (committing) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = partitions.toCommit();
        if (!offsets.isEmpty()) {
            committing = true;
            try {
                consumer.commitAsync(offsets, this::answered);
            } catch (KafkaException e) {
                committing = false; // a group that it may not use is told at once, and nobody answers later
                throw e;
            }
        }
    }

    private void answered(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        committing = false;
        if (failure == null) {
            partitions.committed(offsets);
        } else {
            tell("commit", failure);
        }
    }

    private void commitNow() {
        Map<TopicPartition, OffsetAndMetadata> offsets = partitions.toCommit();
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets);
            partitions.committed(offsets);
        }
    }

    /** What fails is left for later: nothing is lost by it but time, and the worker does not end over it. */
    private void whileKafkaAnswers(String what, Runnable step) {
        try {
            step.run();
        } catch (InterruptException e) {
            throw e; // the worker is stopping
        } catch (KafkaException e) {
            kafkaAt = System.nanoTime() + PAUSE_NANOS;
            tell(what, e);
        }
    }

    private void tell(String what, Exception failure) {
        Throwable cause = failure.getCause();
        String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        context.report("kafka", "cannot " + what + ", will try again: " + failure.getMessage() + why);
    }

    @Override
    public void ack(Object id) {
        inFlight.acked((SentBatch) id);
    }

    @Override
    public void fail(Object id) {
        SentBatch batch = (SentBatch) id;
        context.metrics().counter("resent").add(batch.size());
        if (batch.attempts() > QUIET_ATTEMPTS) {
            context.report("kafka.resend", "failed again, and is sent until it is acked: " + batch);
        }
        inFlight.failed(batch, System.nanoTime());
    }

    @Override
    public void deactivate() {
        if (partitions != null) {
            whileKafkaAnswers("commit", this::commitNow);
        }
        context.passOnReports();
    }

    @Override
    public void close() {
        if (context == null) {
            return;
        }
        turns.remove(inFlight);
        try {
            deactivate();
        } finally {
            try {
                if (consumer != null) {
                    whileKafkaAnswers("close", () -> consumer.close(CloseOptions.timeout(CLOSE)));
                }
            } finally {
                context.close();
            }
        }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        declarer.declare(new Fields(StreamNames.EVENTS));
    }

    /** Addresses, security protocol, topics and group, and no more: the topology's configuration is public. */
    @Override
    public Map<String, Object> getComponentConfiguration() {
        return source.shown();
    }
}
