package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.stage.Options;
import java.util.Map;

/**
 * Reads events from Kafka in batches. A tuple contains the records that one poll returned, up to {@code batchEvents}; it never waits for more. Storm's
 * cost of a tuple is then paid once per batch.
 *
 * <p>Delivery is at least once: offsets are committed up to the first record that is not done, and a failed batch is emitted again in ever smaller parts,
 * without limit, because every event is finished by a bolt. Partitions are divided among the tasks by number, without Kafka's group protocol. The spout
 * waits for an unavailable broker, a missing topic and a missing permission, and reports them.
 *
 * <p>The topology's configuration is public. Of the Kafka properties it contains only the addresses, the security protocol, the topics and the group.
 */
public final class BatchSpout extends RecordSpout {
    private static final long serialVersionUID = 1;

    /**
     * The options in a Flux file. Measured throughput from Kafka to a bolt that reads the bytes, by {@code batchEvents}: 100 gives 184,000 events/s at 6.5
     * us of CPU per event, 500 gives 274,000 at 4.8, 2,000 gives 278,000 at 4.4 ({@code bench spout}, two cores shared with the broker).
     */
    public static final Options.Declared OPTIONS = ReadLimits.options(
            ReadLimits.batchOptions(KafkaSource.options("batch spout"), "in a tuple"), 20_000, 100_000);

    /**
     * Creates a spout.
     *
     * @param options see {@link #OPTIONS}
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, missing or invalid
     */
    public BatchSpout(Kafka kafka, Map<String, Object> options) {
        this(kafka, OPTIONS.read(options));
    }

    private BatchSpout(Kafka kafka, Options values) {
        super(KafkaSource.of(kafka, values), ReadLimits.ofBatches(values));
    }
}
