package io.riskstream.connect.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes records for look-ups, a thousand a round trip: for commands and tests, not for pipelines. It blocks. Not safe for many threads. In a
 * cluster no slot may move meanwhile.
 *
 * <p>What was written is there for certain only after {@link #flush} or {@link #close}.
 */
public final class RedisLoader implements AutoCloseable {
    private static final int TOGETHER = 1_000;

    private record Server(Jedis connection, Pipeline pipeline) {}

    private final Redis redis;
    private final Optional<ClusterSlots> slots;
    private final Map<HostAndPort, Server> servers = new LinkedHashMap<>();
    private int pending;
    private long written;

    /**
     * Connects.
     *
     * @throws RuntimeException if the server cannot be reached or refuses the login; the message names it
     */
    public RedisLoader(Redis redis) {
        this.redis = redis;
        Jedis first = server(redis.seed()).connection();
        try {
            slots = redis.isCluster() ? Optional.of(ClusterSlots.of(redis.seed(), first)) : Optional.empty();
        } catch (JedisException e) {
            disconnect();
            throw redis.reason(redis.seed(), e);
        }
    }

    private Server server(HostAndPort address) {
        return servers.computeIfAbsent(address, first -> {
            Jedis connection = redis.open(first);
            return new Server(connection, connection.pipelined());
        });
    }

    /**
     * Writes a record, in place of one with the same key.
     *
     * @throws IllegalStateException if the server did not take what was put before, or no server of the cluster has the key's slot
     */
    public void put(String key, String json) {
        HostAndPort address = slots.isEmpty() ? redis.seed() : primaryOf(slots.get(), key);
        server(address).pipeline().set(key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
        pending++;
        if (pending == TOGETHER) {
            flush();
        }
    }

    private HostAndPort primaryOf(ClusterSlots known, String key) {
        HostAndPort primary = known.primaryOf(ClusterSlots.slotOf(key));
        if (primary == null) {
            throw new IllegalStateException(
                    redis.address() + ": no server of the cluster has slot " + ClusterSlots.slotOf(key));
        }
        return primary;
    }

    /**
     * Waits until everything put so far is written.
     *
     * @throws IllegalStateException if the server did not take it
     */
    public void flush() {
        try {
            for (Server server : servers.values()) {
                for (Object reply : server.pipeline().syncAndReturnAll()) {
                    if (reply instanceof RuntimeException refusal) {
                        throw refusal;
                    }
                }
            }
        } catch (JedisException e) {
            throw new IllegalStateException(
                    redis.address() + " did not take the records: " + UnavailableException.causeOf(e), e);
        }
        written += pending;
        pending = 0;
    }

    /** How many records are written for certain. */
    public long written() {
        return written;
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            disconnect();
        }
    }

    private void disconnect() {
        servers.values().forEach(server -> Redis.cut(server.connection()));
    }
}
