package io.riskstream.tools.release;

import com.google.common.util.concurrent.Uninterruptibles;
import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.score.Scorecard;
import io.riskstream.score.release.ReleaseMessage;
import io.riskstream.tools.topic.AdminProperties;
import io.riskstream.tools.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Writes to a log of releases in Kafka and reads what the workers report. */
public final class ReleaseControl {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final int MAX_BLOCK_MILLIS = 30_000;

    private final ReleaseTopic topic;
    private final InstantSource clock;

    public ReleaseControl(ReleaseTopic topic, InstantSource clock) {
        this.topic = topic;
        this.clock = clock;
    }

    /** True if the topic of the log exists. */
    public boolean exists() {
        try (TopicReader reader = reader()) {
            return reader.exists(topic.topic());
        }
    }

    /**
     * Creates the topics that do not exist: the log with one partition whose records are kept for ever, and the reports of the workers.
     *
     * @return the names of the created topics
     */
    public List<String> create() throws InterruptedException {
        List<String> created = new ArrayList<>();
        try (Admin admin = Admin.create(AdminProperties.of(topic.kafka().consumerProperties()))) {
            NewTopic log = new NewTopic(topic.topic(), Optional.of(1), Optional.empty())
                    .configs(Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_DELETE,
                            TopicConfig.RETENTION_MS_CONFIG,
                            "-1",
                            TopicConfig.RETENTION_BYTES_CONFIG,
                            "-1",
                            // the timestamps decide from when on a release applies, so the broker sets them
                            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                            "LogAppendTime"));
            NewTopic workers = new NewTopic(topic.workersTopic(), Optional.of(1), Optional.empty())
                    .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            for (NewTopic each : List.of(log, workers)) {
                try {
                    admin.createTopics(List.of(each)).all().get();
                    created.add(each.name());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException(
                                "cannot create topic '" + each.name() + "': "
                                        + e.getCause().getMessage(),
                                e.getCause());
                    }
                }
            }
        }
        return created;
    }

    /**
     * Returns what the log contains for a scorecard.
     *
     * @param initial the scorecard of the Flux file, whose name and event type count
     */
    public LoggedReleases read(Scorecard initial) {
        LoggedReleases logged = new LoggedReleases(initial);
        try (TopicReader reader = reader()) {
            reader.read(topic.topic(), logged::add);
        }
        return logged;
    }

    /**
     * Adds a message to the log.
     *
     * @return its offset
     * @throws IllegalStateException if Kafka does not accept it
     */
    public long publish(ReleaseMessage message) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(topic.kafka().producerProperties());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS); // only the command waits
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            return producer.send(new ProducerRecord<>(
                            topic.topic(), 0, message.key().getBytes(StandardCharsets.UTF_8), message.toBytes()))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the release was not written to topic '" + topic.topic() + "': "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    /** Returns the latest reports of the workers that follow a scorecard and still report. */
    public List<WorkerReport> workers(String scorecard) {
        try (TopicReader reader = reader()) {
            return workers(scorecard, reader);
        }
    }

    private List<WorkerReport> workers(String scorecard, TopicReader reader) {
        Map<String, WorkerReport> latest = new LinkedHashMap<>();
        reader.read(topic.workersTopic(), record -> {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                latest.remove(key);
            } else {
                WorkerReport.parse(record.value(), record.timestamp())
                        .filter(report -> report.scorecard().equals(scorecard))
                        .ifPresent(report -> latest.put(key, report));
            }
        });
        long oldest = clock.millis() - ReleaseTopic.REPORTS_OVERDUE.toMillis();
        return latest.values().stream()
                .filter(report -> report.reportedAt() >= oldest)
                .toList();
    }

    /**
     * Waits until every worker that reports has read an entry of the log.
     *
     * @return the reports; at least one has not read the entry if the time ended before
     */
    public List<WorkerReport> awaitWorkers(String scorecard, long offset, Duration patience) {
        long end = clock.millis() + patience.toMillis();
        try (TopicReader reader = reader()) {
            List<WorkerReport> reports = workers(scorecard, reader);
            while (clock.millis() < end && reports.stream().anyMatch(report -> report.offset() < offset)) {
                Uninterruptibles.sleepUninterruptibly(POLL);
                reports = workers(scorecard, reader);
            }
            return reports;
        }
    }

    private TopicReader reader() {
        return new TopicReader(topic.kafka().consumerProperties());
    }
}
