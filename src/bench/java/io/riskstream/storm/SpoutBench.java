package io.riskstream.storm;

import io.riskstream.tools.local.EmbeddedKafka;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What an event costs from Kafka through a spout to a bolt that only reads its bytes, one event a tuple and in batches; and how long it takes at a
 * steady rate. Each contestant has a JVM of its own, and the broker, in this one, is not counted.
 */
@Command(
        name = "spout",
        description = "Events from Kafka to a bolt that does little: EventSpout beside BatchSpout.",
        mixinStandardHelpOptions = true)
public final class SpoutBench implements Callable<Integer> {
    static final int PARTITIONS = 2;
    static final int BYTES = 600;

    @Option(names = "--events", defaultValue = "2000000", description = "how many are read (${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--batches",
            split = ",",
            defaultValue = "1,100,500,2000",
            description = "events a tuple at most; 1 is EventSpout (${DEFAULT-VALUE})")
    private int[] batches;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "1000,5000",
            description = "events a second that latency is measured at (${DEFAULT-VALUE})")
    private int[] rates;

    @Option(names = "--seconds", defaultValue = "8", description = "for how long, each (${DEFAULT-VALUE})")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic(topic(0, 0), PARTITIONS);
            fill(kafka);
            System.out.println("| contestant            |   events/s | us CPU/ev | p50 ms | p99 ms | p99.9 ms |");
            System.out.println("|-----------------------|-----------:|----------:|-------:|-------:|---------:|");
            for (int batch : batches) {
                run(kafka, batch, 0, events);
            }
            for (int rate : rates) {
                for (int batch : batches) {
                    kafka.createTopic(topic(rate, batch), PARTITIONS);
                    run(kafka, batch, rate, rate * seconds);
                }
            }
        }
        return 0;
    }

    /** All read the same events as fast as they can; at a steady rate each has a topic of its own. */
    static String topic(int rate, int batch) {
        return rate == 0 ? "claims" : "claims-" + rate + "-" + batch;
    }

    private void fill(EmbeddedKafka kafka) {
        byte[] value = new byte[BYTES];
        ThreadLocalRandom.current().nextBytes(value);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5, "batch.size", 1 << 17),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < events; i++) {
                producer.send(new ProducerRecord<>(topic(0, 0), value));
            }
        }
    }

    private static void run(EmbeddedKafka kafka, int batch, int rate, int events)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        new File(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+UseParallelGC",
                        "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        SpoutContestant.class.getName(),
                        kafka.bootstrapServers(),
                        Integer.toString(batch),
                        Integer.toString(rate),
                        Integer.toString(events)))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a contestant gave up");
        }
    }
}
