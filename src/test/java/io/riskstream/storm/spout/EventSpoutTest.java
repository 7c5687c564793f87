package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.connect.kafka.Kafka;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventSpoutTest {
    private static final Kafka KAFKA = new Kafka(Map.of(
            "bootstrap.servers",
            "broker:9093",
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "PLAIN",
            "sasl.username",
            "jane",
            "sasl.password",
            "env:KAFKA_PASSWORD",
            "ssl.truststore.password",
            "file:/run/secrets/trust",
            "client.id",
            "jane-1"));

    private static EventSpout spout(Object... options) {
        Map<String, Object> arguments = new HashMap<>(Map.of("topic", "claims", "group", "risk"));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        return new EventSpout(KAFKA, arguments);
    }

    @Test
    void showsOnlyTheInputInTheTopologyConfiguration() {
        assertEquals(
                Map.of(
                        "config.topics", "claims",
                        "config.groupid", "risk",
                        "config.bootstrap.servers", "broker:9093",
                        "config.security.protocol", "SASL_SSL"),
                spout().getComponentConfiguration());
    }

    @Test
    void readsSeveralTopics() {
        assertEquals(List.of("a", "b", "c"), spout("topic", " a, b ,c ").topics());
    }

    @Test
    void rejectsInvalidOptions() {
        assertEquals(
                "event spout: option 'startFrom' cannot be 'EARLIST'; did you mean 'EARLIEST'?",
                assertThrows(IllegalArgumentException.class, () -> spout("startFrom", "EARLIST"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> spout("maxUncommitted", 0));
    }
}
