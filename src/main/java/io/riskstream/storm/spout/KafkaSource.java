package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.stage.Options;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The input of a spout: topics of a cluster, read for a consumer group.
 *
 * @param commitInterval how often offsets are committed
 * @param budget begins the timelines of events
 */
record KafkaSource(
        Kafka kafka,
        List<String> topics,
        String group,
        StartFrom startFrom,
        Duration commitInterval,
        LatencyBudget budget)
        implements Serializable {
    /** Returns a declaration that starts with the options of every spout. */
    static Options.Declared options(String component) {
        return LatencyBudget.declare(Options.of(component)
                .required("topic", Options.Kind.TEXT, "topic to read; separate several topics with commas")
                .required("group", Options.Kind.TEXT, "consumer group that offsets are committed for")
                .choice("startFrom", StartFrom.UNCOMMITTED_EARLIEST, "where to start in a partition")
                .optional("commitMillis", Options.Kind.MILLISECONDS, 1_000, "interval of offset commits"));
    }

    static KafkaSource of(Kafka kafka, Options options) {
        List<String> topics = List.of(options.text("topic").strip().split("\\s*,\\s*"));
        for (String topic : topics) {
            if (Collections.frequency(topics, topic) > 1) {
                // two tasks would both read the whole topic
                throw options.problem(
                        "topic", topic, "option 'topic' names '" + topic + "' twice; name each topic once");
            }
        }
        return new KafkaSource(
                kafka,
                topics,
                options.text("group"),
                options.choice("startFrom", StartFrom.class),
                options.millis("commitMillis"),
                LatencyBudget.of(options));
    }

    /** Returns the properties of a consumer of bytes. They contain references to secrets, which the client resolves. */
    Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties());
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return properties;
    }

    /** Returns the properties that the topology's configuration, which is public, may contain. */
    Map<String, Object> publicConfiguration() {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put("config.topics", String.join(",", topics));
        configuration.put("config.groupid", group);
        configuration.put("config.bootstrap.servers", kafka.bootstrapServers());
        Object protocol = kafka.consumerProperties().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (protocol != null) {
            configuration.put("config.security.protocol", protocol);
        }
        return configuration;
    }
}
