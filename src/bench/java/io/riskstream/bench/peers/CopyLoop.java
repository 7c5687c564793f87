package io.riskstream.bench.peers;

import io.riskstream.bench.pipeline.ContestantJob;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Copies bytes from input to output: the cost of Kafka's clients alone. */
final class CopyLoop {
    private CopyLoop() {}

    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> PollLoop.run(job, (polled, loop) -> {
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                loop.score(record.key(), record.value());
            }
        }));
    }
}
