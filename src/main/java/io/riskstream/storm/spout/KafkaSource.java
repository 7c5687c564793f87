package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.stage.Options;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a spout reads: these topics of this cluster, for this consumer group. */
record KafkaSource(Kafka kafka, List<String> topics, String group, StartFrom startFrom) implements Serializable {
    /** Begins the declaration of a spout's options with those that every spout has. */
    static Options.Declared options(String component) {
        return Options.of(component)
                .required("topic", Options.Kind.TEXT, "the topic to read; several are separated by commas")
                .required("group", Options.Kind.TEXT, "the consumer group that offsets are committed for")
                .choice("startFrom", StartFrom.UNCOMMITTED_EARLIEST, "where to begin in a partition");
    }

    static KafkaSource of(Kafka kafka, Options options) {
        List<String> topics = List.of(options.text("topic").strip().split("\\s*,\\s*"));
        for (String topic : topics) {
            if (Collections.frequency(topics, topic) > 1) {
                // two tasks would read it, each of them all
                throw options.problem("topic", topic, "option 'topic' names '" + topic + "' twice");
            }
        }
        return new KafkaSource(kafka, topics, options.text("group"), options.choice("startFrom", StartFrom.class));
    }

    /** What to make a consumer of bytes with; without secrets, which the client itself looks up. */
    Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties());
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return properties;
    }

    /** What the topology's configuration, which is public, may show. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new HashMap<>();
        shown.put("config.topics", String.join(",", topics));
        shown.put("config.groupid", group);
        shown.put("config.bootstrap.servers", kafka.bootstrapServers());
        Object protocol = kafka.consumerProperties().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (protocol != null) {
            shown.put("config.security.protocol", protocol);
        }
        return shown;
    }
}
