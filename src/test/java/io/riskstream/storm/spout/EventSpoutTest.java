package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.event.Timeline;
import io.riskstream.runner.TestStages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    void beginsATimelineOfEachEventIfItHasALatencyBudget() {
        Batch batch = TestStages.batch(1, 2);
        LatencyBudget budget = LatencyBudget.of(
                EventSpout.OPTIONS.read(Map.of("topic", "claims", "group", "risk", "budgetMillis", 250)));
        for (Event event : budget.begin(batch)) {
            Timeline timeline = event.timeline().orElseThrow();
            assertEquals(250_000_000, timeline.boundNanos());
            assertEquals(Set.of("source"), timeline.durations().keySet());
        }
        LatencyBudget none = LatencyBudget.of(EventSpout.OPTIONS.read(Map.of("topic", "claims", "group", "risk")));
        assertSame(batch, none.begin(batch));
        assertEquals(
                "event spout: option 'budgetMillis' takes a whole number of milliseconds, from 0 to a day, not '-1'",
                assertThrows(IllegalArgumentException.class, () -> spout("budgetMillis", -1))
                        .getMessage());
    }

    @Test
    void doesNotCountTheYearsBeforeARecordWithoutATimestamp() {
        Origin origin = new Origin("claims", 0, 1, -1, Optional.empty(), List.of());
        Batch begun = new LatencyBudget(0).begin(Batch.of(Event.of(origin, new byte[0])));
        assertEquals(0, begun.get(0).timeline().orElseThrow().totalNanos());
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
