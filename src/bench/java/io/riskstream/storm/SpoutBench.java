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
 * Measures the cost of an event from Kafka through a spout to a bolt that only reads its bytes, with one event per tuple and with batches, and its latency
 * at a steady rate. Each contestant runs in a separate JVM; the CPU time of the broker, which runs in this JVM, is not counted.
 */
@Command(
        name = "spout",
        description = "Compares EventSpout and BatchSpout: cost and latency of events from Kafka to a bolt.",
        mixinStandardHelpOptions = true)
public final class SpoutBench implements Callable<Integer> {
    static final int PARTITIONS = 2;
    static final int BYTES = 600;

    @Option(names = "--events", defaultValue = "2000000", description = "number of events (default: ${DEFAULT-VALUE})")
    private int events;

    @Option(
            names = "--batches",
            split = ",",
            defaultValue = "1,100,500,2000",
            description = "maximum events per tuple; 1 selects EventSpout (default: ${DEFAULT-VALUE})")
    private int[] batches;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "1000,5000",
            description = "rates for the latency measurement, in events per second (default: ${DEFAULT-VALUE})")
    private int[] rates;

    @Option(names = "--seconds", defaultValue = "8", description = "seconds per rate (default: ${DEFAULT-VALUE})")
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

    /** Returns the topic of a run. Runs without a rate share one topic; each run at a steady rate has a separate one. */
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
            throw new IllegalStateException("a contestant failed");
        }
    }
}
