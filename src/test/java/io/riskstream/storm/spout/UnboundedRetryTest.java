package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.junit.jupiter.api.Test;

class UnboundedRetryTest {
    private static final TopicPartition PARTITION = new TopicPartition("claims", 0);

    @Test
    void retriesWithoutLimitAndAlwaysWithAPause() {
        UnboundedRetry retry = new UnboundedRetry();
        KafkaSpoutMessageId id = retry.getMessageId(PARTITION, 7);
        for (int failures = 1; failures <= 200; failures++) {
            id.incrementNumFails();
            assertTrue(retry.schedule(id), "not retried after " + failures);
            id = retry.getMessageId(PARTITION, 7);
            assertTrue(retry.isScheduled(id));
            assertFalse(retry.isReady(id), "retried without a pause after " + failures);
            assertEquals(Map.of(), retry.earliestRetriableOffsets());
            assertEquals(7, id.offset());
        }
        assertTrue(retry.remove(id));
        assertFalse(retry.isScheduled(id));
    }
}
