package io.riskstream.bench.peers;

import io.riskstream.bench.pipeline.Job;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Bytes in, bytes out: what Kafka's clients cost alone. */
final class Floor {
    private Floor() {}

    public static void main(String[] arguments) {
        Job job = Job.of(arguments);
        Job.run(() -> PollLoop.run(job, (polled, loop) -> {
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                loop.score(record.key(), record.value());
            }
        }));
    }
}
