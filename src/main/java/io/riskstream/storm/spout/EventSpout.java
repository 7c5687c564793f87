package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.stage.Options;
import java.util.Map;

/**
 * Reads events from Kafka, one event per tuple. Storm UI then counts events, and each event is acked and sent again alone. Storm's cost of a tuple is
 * paid for each event, so this spout is for thousands of events per second; {@link BatchSpout} is for more.
 *
 * <p>Delivery is at least once: offsets are committed up to the first record that is not done, and a failed event is emitted again without limit, because
 * every event is finished by a bolt. Partitions are divided among the tasks by number, without Kafka's group protocol. The spout waits for an unavailable
 * broker, a missing topic and a missing permission, and reports them.
 *
 * <p>The topology's configuration is public. Of the Kafka properties it contains only the addresses, the security protocol, the topics and the group.
 */
public final class EventSpout extends RecordSpout {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS =
            ReadLimits.options(KafkaSource.options("event spout"), 2_000, 20_000);

    /**
     * Creates a spout.
     *
     * @param options see {@link #OPTIONS}
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, missing or invalid
     */
    public EventSpout(Kafka kafka, Map<String, Object> options) {
        this(kafka, OPTIONS.read(options));
    }

    private EventSpout(Kafka kafka, Options values) {
        super(KafkaSource.of(kafka, values), ReadLimits.ofSingleEvents(values));
    }
}
