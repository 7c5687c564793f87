package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {
    private static final TopicPartition PARTITION = new TopicPartition("claims", 0);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final AssignedPartitions partitions = new AssignedPartitions(
            consumer,
            List.of("claims"),
            new AssignedPartitions.Share(0, 1),
            StartFrom.UNCOMMITTED_EARLIEST,
            "topology-1",
            0);

    @Test
    void commitsUnchangedOffsetsAgainBeforeTheBrokerDeletesThem() {
        consumer.updatePartitions("claims", List.of(new PartitionInfo("claims", 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 7L));
        assertEquals(Map.of(), partitions.toCommit(0), "no partition is assigned");
        partitions.refresh();
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(PARTITION, new OffsetAndMetadata(7, "topology-1 1"));
        assertEquals(offsets, partitions.toCommit(MINUTE));
        partitions.committed(offsets);
        assertEquals(Map.of(), partitions.toCommit(2 * MINUTE));
        assertEquals(offsets, partitions.toCommit(12 * MINUTE));
        assertEquals(Map.of(), partitions.toCommit(), "a task that ends commits only what has changed");
    }
}
