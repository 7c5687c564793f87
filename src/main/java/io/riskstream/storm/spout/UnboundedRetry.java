package io.riskstream.storm.spout;

import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.apache.storm.kafka.spout.KafkaSpoutRetryExponentialBackoff;

/**
 * Sends a failed record again and again, after 0.2 s at first, twice as long each time, and 30 s at the longest. Storm's own back-off counts on
 * past the largest long: from the 37th failure in a row it would send at once.
 */
final class UnboundedRetry extends KafkaSpoutRetryExponentialBackoff {
    private static final long serialVersionUID = 1;
    /** 0.2 s doubled so often is well beyond the longest pause. */
    private static final int COUNTED = 12;

    UnboundedRetry() {
        super(
                TimeInterval.milliSeconds(200),
                TimeInterval.milliSeconds(200),
                Integer.MAX_VALUE,
                TimeInterval.seconds(30));
    }

    @Override
    public boolean schedule(KafkaSpoutMessageId failed) {
        if (failed.numFails() <= COUNTED) {
            return super.schedule(failed);
        }
        KafkaSpoutMessageId capped = new KafkaSpoutMessageId(failed.getTopicPartition(), failed.offset());
        while (capped.numFails() < COUNTED) {
            capped.incrementNumFails();
        }
        return super.schedule(capped);
    }
}
