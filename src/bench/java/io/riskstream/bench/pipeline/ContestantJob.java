package io.riskstream.bench.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a contestant is told: where the servers are, and the Kafka settings that all of them share.
 *
 * @param further what this contestant alone is told
 */
public record ContestantJob(String bootstrapServers, int redisPort, String group, List<String> further) {
    /** How often offsets are committed. */
    public static final int COMMIT_MILLIS = 1_000;
    /** Records that a near-cache may hold. */
    public static final int CACHE_ENTRIES = 500_000;

    /** The system property with the {@code producer.batch.size} of all contestants; that of {@code flux/bench-claims*.yaml} without it. */
    private static final String PRODUCER_BATCH = "riskstream.bench.producer.batch";

    static final String FLUX_PRODUCER_BATCH = "131072";

    /** Has every contestant that is started from here on, and this JVM, use this {@code producer.batch.size}. */
    static void setProducerBatch(int bytes) {
        System.setProperty(PRODUCER_BATCH, Integer.toString(bytes));
    }

    /** What hands the producers' settings on to a JVM. */
    static String flag() {
        return "-D" + PRODUCER_BATCH + "=" + producerBatch();
    }

    static String producerBatch() {
        return System.getProperty(PRODUCER_BATCH, FLUX_PRODUCER_BATCH);
    }

    /** From the arguments of a contestant's {@code main}. */
    public static ContestantJob of(String[] arguments) {
        List<String> given = List.of(arguments);
        return new ContestantJob(
                given.get(0), Integer.parseInt(given.get(1)), given.get(2), given.subList(3, given.size()));
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(bootstrapServers, Integer.toString(redisPort), group));
        arguments.addAll(further);
        return arguments;
    }

    /** Settings of every contestant's producer, those of {@code flux/bench-claims*.yaml} too. */
    public static Map<String, String> producerSettings() {
        return Map.of(
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                ProducerConfig.LINGER_MS_CONFIG, "1",
                ProducerConfig.BATCH_SIZE_CONFIG, producerBatch());
    }

    /** For a producer of bytes. */
    public Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>(producerSettings());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }

    /** For a consumer of bytes that commits by itself. */
    public Map<String, Object> consumer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return properties;
    }

    /** Work that may fail. */
    public interface Work {
        void run() throws Exception;
    }

    /** Does the work of a contestant's {@code main}: until it fails, which ends this JVM, or until the parent is gone. */
    public static void run(Work work) {
        Thread parent = new Thread(JavaProcess::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        try {
            work.run();
            Thread.currentThread().join();
        } catch (Exception | Error e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** A map as {@link Properties}. */
    public static Properties properties(Map<String, ?> map) {
        Properties properties = new Properties();
        properties.putAll(map);
        return properties;
    }
}
