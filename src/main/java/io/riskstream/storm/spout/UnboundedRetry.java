package io.riskstream.storm.spout;

import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.apache.storm.kafka.spout.KafkaSpoutRetryExponentialBackoff;

/**
 * Retries a failed record without limit. The first pause is 0.2 s; each further pause is twice as long, up to 30 s. Storm's own back-off overflows a
 * long: from the 37th consecutive failure it would retry without a pause.
 */
final class UnboundedRetry extends KafkaSpoutRetryExponentialBackoff {
    private static final long serialVersionUID = 1;
    /** 0.2 s doubled this many times is far above the maximum pause. */
    private static final int MAX_COUNTED_FAILURES = 12;

    UnboundedRetry() {
        super(
                TimeInterval.milliSeconds(200),
                TimeInterval.milliSeconds(200),
                Integer.MAX_VALUE,
                TimeInterval.seconds(30));
    }

    @Override
    public boolean schedule(KafkaSpoutMessageId failed) {
        if (failed.numFails() <= MAX_COUNTED_FAILURES) {
            return super.schedule(failed);
        }
        KafkaSpoutMessageId capped = new KafkaSpoutMessageId(failed.getTopicPartition(), failed.offset());
        while (capped.numFails() < MAX_COUNTED_FAILURES) {
            capped.incrementNumFails();
        }
        return super.schedule(capped);
    }
}
