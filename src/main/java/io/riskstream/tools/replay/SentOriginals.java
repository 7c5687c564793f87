package io.riskstream.tools.replay;

import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The origins of the dead letters whose originals were sent. They are the keys of a compacted topic with the name of the dead-letter topic and {@code
 * -replays}. An original and its origin are sent in one Kafka transaction, so a second replay sends nothing twice, also after a crash.
 *
 * <p>All origins are in memory during a replay: about 120 bytes each.
 */
final class SentOriginals {
    private static final String SUFFIX = "-replays";

    private final String topic;
    private final Set<String> origins = new HashSet<>();

    SentOriginals(String deadLetterTopic) {
        this.topic = deadLetterTopic + SUFFIX;
    }

    String topic() {
        return topic;
    }

    /** Creates the topic if it is missing. */
    void createTopic(Admin admin) throws InterruptedException {
        NewTopic compacted = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try {
            admin.createTopics(List.of(compacted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new ReplayException(
                        "cannot create topic '" + topic + "', which remembers what was replayed: "
                                + e.getCause().getMessage(),
                        e.getCause());
            }
        }
    }

    /** Reads the origins that earlier replays sent; none if the topic does not exist. */
    void read(TopicReader reader) {
        reader.read(topic, record -> {
            if (record.key() != null) {
                origins.add(new String(record.key(), StandardCharsets.UTF_8));
            }
        });
    }

    /** Adds an origin. Returns false if it was sent before. */
    boolean add(SourcePosition origin) {
        return origins.add(origin.toString());
    }

    /** Returns the record that marks an origin as sent. */
    ProducerRecord<byte[], byte[]> mark(SourcePosition origin, String target) {
        return new ProducerRecord<>(
                topic, origin.toString().getBytes(StandardCharsets.UTF_8), target.getBytes(StandardCharsets.UTF_8));
    }
}
