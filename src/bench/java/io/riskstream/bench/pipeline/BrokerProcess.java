package io.riskstream.bench.pipeline;

import io.riskstream.tools.local.EmbeddedKafka;
import java.util.Map;

/** A Kafka broker as a process of its own: tells its address on the first line of its output, and ends with its parent. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** Starts the broker and waits for the parent's end. */
    public static void main(String[] arguments) {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Map.of())) {
            System.out.println(kafka.bootstrapServers());
            JavaProcess.awaitParentsEnd();
        }
        System.exit(0);
    }
}
