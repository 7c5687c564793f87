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
 * The arguments of a contestant: the addresses of the servers, and the Kafka settings that all contestants share.
 *
 * @param further arguments of this contestant only
 */
public record ContestantJob(String bootstrapServers, int redisPort, String group, List<String> further) {
    /** The interval between offset commits. */
    public static final int COMMIT_MILLIS = 1_000;
    /** The maximum number of records in a near-cache. */
    public static final int CACHE_ENTRIES = 500_000;

    /** The system property with the {@code producer.batch.size} of all contestants; by default, the value in {@code flux/bench-claims*.yaml}. */
    private static final String PRODUCER_BATCH = "riskstream.bench.producer.batch";

    /** The system property with the address of PostgreSQL. */
    private static final String POSTGRES = "riskstream.bench.postgres";

    static final String FLUX_PRODUCER_BATCH = "131072";

    /** Sets the {@code producer.batch.size} of this JVM and of all contestants started later. */
    static void setProducerBatch(int bytes) {
        System.setProperty(PRODUCER_BATCH, Integer.toString(bytes));
    }

    /** Returns the JVM flag that passes the producer settings to a contestant. */
    static String flag() {
        return "-D" + PRODUCER_BATCH + "=" + producerBatch();
    }

    /** Returns the JVM flag that passes the address of PostgreSQL to a contestant. */
    static String postgresFlag(String hosts) {
        return "-D" + POSTGRES + "=" + hosts;
    }

    /** Returns {@code host:port} of PostgreSQL; empty text if this contestant has none. */
    static String postgresHosts() {
        return System.getProperty(POSTGRES, "");
    }

    static String producerBatch() {
        return System.getProperty(PRODUCER_BATCH, FLUX_PRODUCER_BATCH);
    }

    /** Reads the arguments of a contestant's {@code main}. */
    public static ContestantJob of(String[] arguments) {
        List<String> all = List.of(arguments);
        return new ContestantJob(all.get(0), Integer.parseInt(all.get(1)), all.get(2), all.subList(3, all.size()));
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(bootstrapServers, Integer.toString(redisPort), group));
        arguments.addAll(further);
        return arguments;
    }

    /** Returns the settings of every contestant's producer, as also in {@code flux/bench-claims*.yaml}. */
    public static Map<String, String> producerSettings() {
        return Map.of(
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                ProducerConfig.LINGER_MS_CONFIG, "1",
                ProducerConfig.BATCH_SIZE_CONFIG, producerBatch(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    }

    /** Returns the settings of a producer of bytes. */
    public Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>(producerSettings());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }

    /** Returns the settings of a consumer of bytes that commits itself. */
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

    /** A task that may fail. */
    public interface Work {
        void run() throws Exception;
    }

    /** Runs the task of a contestant's {@code main} until it fails, which ends this JVM, or until the parent has ended. */
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

    /** Converts a map to {@link Properties}. */
    public static Properties properties(Map<String, ?> map) {
        Properties properties = new Properties();
        properties.putAll(map);
        return properties;
    }
}
