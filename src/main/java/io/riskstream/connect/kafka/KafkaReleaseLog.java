package io.riskstream.connect.kafka;

import com.google.common.util.concurrent.Uninterruptibles;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.StageContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a {@link ReleaseTopic} on a thread of its own, and reports through the producer of the worker. */
final class KafkaReleaseLog implements ReleaseLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReleaseLog.class);
    private static final String CODE = "releases";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int REPORTED_FAILURES = 10;
    private static final long CLOSE_MILLIS = 2_000;

    private record Report(String key, byte[] value) {}

    private final ReleaseTopic releases;
    private final TopicPartition partition;
    private final StageContext context;
    private final Publisher publisher;
    private final Thread thread;

    private volatile Follower follower;
    private volatile Report report;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger failedReports = new AtomicInteger();
    private volatile KafkaConsumer<byte[], byte[]> consumer;

    // used by the thread alone
    private long next;
    private boolean caughtUp;
    private long reportAt; // when the state was last repeated

    KafkaReleaseLog(ReleaseTopic releases, StageContext context) {
        this.releases = releases;
        this.partition = new TopicPartition(releases.topic(), 0);
        this.context = context;
        this.publisher = releases.kafka().connect(context);
        this.reportAt = context.ticker().getAsLong();
        this.thread = new Thread(this::run, "releases-" + releases.topic());
        thread.setDaemon(true);
    }

    @Override
    public void follow(Follower newFollower) {
        follower = newFollower;
        thread.start();
    }

    @Override
    public void report(String key, byte[] value) {
        Report latest = new Report(key, value);
        report = latest;
        send(latest, Optional.of(value));
    }

    private void send(Report sent, Optional<byte[]> value) {
        Message message = new Message(
                releases.workersTopic(), Optional.of(sent.key().getBytes(StandardCharsets.UTF_8)), value, List.of());
        publisher.publish(message, new Publisher.Receipt() {
            @Override
            public void acknowledged() {
                failedReports.set(0);
            }

            @Override
            public void failed(Throwable cause) {
                // the first attempt often fails, because the producer does not know the topic yet
                if (failedReports.incrementAndGet() == REPORTED_FAILURES) {
                    context.report(
                            CODE,
                            "the report of this worker to topic '" + releases.workersTopic() + "' failed "
                                    + REPORTED_FAILURES + " times: "
                                    + cause.getClass().getSimpleName());
                }
            }
        });
    }

    private void run() {
        while (!isClosed()) {
            try (KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(properties())) {
                consumer = opened;
                if (isTopicUsable(opened)) {
                    read(opened);
                }
            } catch (WakeupException e) {
                LOG.debug("closed", e);
            } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                // whatever the client or a release does, the next attempt may succeed
                context.report(
                        CODE,
                        "topic '" + releases.topic() + "' cannot be read: "
                                + e.getClass().getSimpleName());
                LOG.warn("{} cannot be read", releases, e);
            }
            pause();
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(releases.kafka().consumerProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    private boolean isTopicUsable(KafkaConsumer<byte[], byte[]> opened) {
        List<PartitionInfo> partitions = opened.partitionsFor(releases.topic());
        if (partitions == null || partitions.isEmpty()) {
            context.report(
                    CODE,
                    "there is no topic '" + releases.topic()
                            + "', so it is unknown which scorecard applies, and events wait; create it with the command"
                            + " 'releases FLUX --create'");
            return false;
        }
        if (partitions.size() > 1) {
            context.report(
                    CODE,
                    "topic '" + releases.topic() + "' has " + partitions.size()
                            + " partitions; releases need an order, so it must have one, and events wait");
            return false;
        }
        return true;
    }

    private void read(KafkaConsumer<byte[], byte[]> opened) {
        List<TopicPartition> assigned = List.of(partition);
        opened.assign(assigned);
        if (next == 0) {
            opened.seekToBeginning(assigned);
        } else {
            opened.seek(partition, next);
        }
        long end = opened.endOffsets(assigned).get(partition);
        while (!isClosed()) {
            for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
                if (record.value() != null) {
                    follower.entry(new Entry(
                            record.offset(),
                            record.timestamp(),
                            record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                            record.value()));
                }
                next = record.offset() + 1;
            }
            if (!caughtUp && opened.position(partition) >= end) {
                caughtUp = true;
                follower.caughtUp();
            }
            reportIfDue();
        }
    }

    private void reportIfDue() {
        long now = context.ticker().getAsLong();
        Report latest = report;
        if (latest != null && (failedReports.get() > 0 || now - reportAt >= ReleaseTopic.REPORT_INTERVAL.toNanos())) {
            reportAt = now;
            send(latest, Optional.of(latest.value()));
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        boolean unused = Uninterruptibles.awaitUninterruptibly(closed, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends the thread, and deletes the report of this worker, if Kafka can be reached. */
    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        Uninterruptibles.joinUninterruptibly(thread, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        Report latest = report;
        if (latest != null) {
            send(latest, Optional.empty());
        }
        publisher.close();
    }
}
