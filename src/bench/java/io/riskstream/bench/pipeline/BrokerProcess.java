package io.riskstream.bench.pipeline;

import io.riskstream.tools.local.EmbeddedKafka;
import java.util.Map;

/** A Kafka broker in a separate process: prints its address on the first line of its output, and ends with its parent. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** Starts the broker and waits until the parent ends. */
    public static void main(String[] arguments) {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Map.of())) {
            System.out.println(kafka.bootstrapServers());
            JavaProcess.awaitParentsEnd();
        }
        System.exit(0);
    }
}
