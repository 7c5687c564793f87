package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.connect.postgres.PostgresTables;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** A Kafka broker and a Redis server with all records, each in a separate process, and a PostgreSQL if a contestant needs one. */
final class Servers implements AutoCloseable {
    /** The flags of the broker's JVM. */
    static final List<String> BROKER_FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");

    private final EmbeddedRedis redis;
    private final JavaProcess broker;
    private final String bootstrapServers;
    private final Path directory;
    private Optional<LocalPostgres> postgres = Optional.empty();

    private Servers(EmbeddedRedis redis, JavaProcess broker, Path directory) {
        this.redis = redis;
        this.broker = broker;
        this.bootstrapServers = broker.readLine();
        this.directory = directory;
    }

    static Servers start(Path directory) {
        EmbeddedRedis redis = EmbeddedRedis.start();
        load(redis);
        return new Servers(
                redis,
                JavaProcess.start("the broker", BROKER_FLAGS, BrokerProcess.class.getName(), List.of(), directory),
                directory);
    }

    private static void load(EmbeddedRedis redis) {
        try (RedisLoader loader = loader(redis)) {
            for (String lookup : Workload.LOOKUPS.keySet()) {
                for (int number = 0; number < Workload.RECORDS; number++) {
                    loader.put(lookup + ":" + Workload.id(lookup, number), Workload.record(lookup, number));
                }
            }
        }
    }

    private static RedisLoader loader(EmbeddedRedis redis) {
        return new RedisLoader(new Redis(Map.of("host", "127.0.0.1", "port", redis.port())));
    }

    /** Returns a loader for further records. */
    RedisLoader loader() {
        return loader(redis);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    int redisPort() {
        return redis.port();
    }

    /** Returns {@code host:port} of a PostgreSQL with an empty table for scores. */
    String emptyPostgres() {
        LocalPostgres server = postgres.orElseGet(() -> LocalPostgres.start(directory.resolve("postgres")));
        postgres = Optional.of(server);
        server.sql("DROP SCHEMA IF EXISTS riskstream CASCADE");
        try (PostgresTables tables = new PostgresTables(server.sink())) {
            tables.create(
                    Map.of(FurtherStages.TABLE, PostgresTables.Contents.SCORES), YearMonth.now(ZoneOffset.UTC), 2);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.address();
    }

    /** Throws an exception if PostgreSQL does not have this number of scores. */
    void expectStored(long scores) {
        long stored = postgres.orElseThrow().count(FurtherStages.TABLE);
        if (stored != scores) {
            throw new IllegalStateException(stored + " of " + scores + " scores are in PostgreSQL");
        }
    }

    /** Returns the CPU time of PostgreSQL. */
    Duration postgresCpu() {
        return postgres.map(LocalPostgres::cpu).orElse(Duration.ZERO);
    }

    /** Returns the CPU time of the broker. */
    Duration brokerCpu() {
        return broker.cpu();
    }

    /** Returns the CPU time of Redis. */
    Duration redisCpu() {
        return Duration.ofNanos((long) (info("cpu", "used_cpu_sys:", "used_cpu_user:") * 1e9));
    }

    /** Returns the number of records read from Redis, including missing ones. */
    long redisReads() {
        return (long) info("stats", "keyspace_hits:", "keyspace_misses:");
    }

    private double info(String section, String... names) {
        double sum = 0;
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            for (String line : jedis.info(section).split("\r\n")) {
                if (Arrays.stream(names).anyMatch(line::startsWith)) {
                    sum += Double.parseDouble(line.substring(line.indexOf(':') + 1));
                }
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        broker.close();
        redis.close();
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}
