package io.riskstream.api;

import io.riskstream.tools.local.EmbeddedKafka;

/** A Kafka broker in a process of its own, whose CPU time is not counted. Prints its address. */
final class BrokerForApi {
    private BrokerForApi() {}

    /**
     * Starts the broker with a topic.
     *
     * @param arguments the topic
     */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        kafka.createTopic(arguments[0], 3);
        System.out.println(kafka.bootstrapServers());
        Thread.currentThread().join();
    }
}
