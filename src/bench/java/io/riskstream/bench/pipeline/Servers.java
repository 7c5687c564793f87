package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import io.riskstream.connect.Redis;
import io.riskstream.connect.RedisLoader;
import io.riskstream.local.EmbeddedRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** A Kafka broker and a Redis, each in a process of its own, the records loaded. */
final class Servers implements AutoCloseable {
    /** What the broker's JVM is given. */
    static final List<String> BROKER_FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");

    private final EmbeddedRedis redis;
    private final JavaProcess broker;
    private final String bootstrapServers;

    private Servers(EmbeddedRedis redis, JavaProcess broker) {
        this.redis = redis;
        this.broker = broker;
        this.bootstrapServers = broker.readLine();
    }

    static Servers start(Path directory) {
        EmbeddedRedis redis = EmbeddedRedis.start();
        load(redis);
        return new Servers(
                redis,
                JavaProcess.start("the broker", BROKER_FLAGS, BrokerProcess.class.getName(), List.of(), directory));
    }

    private static void load(EmbeddedRedis redis) {
        try (RedisLoader loader = new RedisLoader(new Redis(Map.of("host", "127.0.0.1", "port", redis.port())))) {
            for (String lookup : Workload.LOOKUPS.keySet()) {
                for (int number = 0; number < Workload.RECORDS; number++) {
                    loader.put(lookup + ":" + Workload.id(lookup, number), Workload.record(lookup, number));
                }
            }
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    int redisPort() {
        return redis.port();
    }

    /** The processor time that the broker has used. */
    Duration brokerCpu() {
        return broker.cpu();
    }

    /** The processor time that Redis has used. */
    Duration redisCpu() {
        double seconds = 0;
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            for (String line : jedis.info("cpu").split("\r\n")) {
                if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
                    seconds += Double.parseDouble(line.substring(line.indexOf(':') + 1));
                }
            }
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    @Override
    public void close() {
        broker.close();
        redis.close();
    }
}
