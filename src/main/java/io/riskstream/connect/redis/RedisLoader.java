package io.riskstream.connect.redis;

import io.riskstream.stage.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Writes records for look-ups, 1,000 per round trip. It blocks, so it is for commands and tests, not for pipelines. Not safe for use by several
 * threads. No slot of a cluster may move while it writes.
 *
 * <p>A record is certainly written only after {@link #flush} or {@link #close} has returned.
 */
public final class RedisLoader implements AutoCloseable {
    private static final int RECORDS_PER_ROUND_TRIP = 1_000;

    private record Server(Jedis connection, Pipeline pipeline) {}

    private final Redis redis;
    private final Optional<ClusterSlots> slots;
    private final Map<HostAndPort, Server> servers = new LinkedHashMap<>();
    private int pending;
    private long written;

    /**
     * Connects to the server, or to the named server of a cluster.
     *
     * @throws RuntimeException if the server cannot be reached or refuses the login; the message contains its address
     */
    public RedisLoader(Redis redis) {
        this.redis = redis;
        Jedis connection = server(redis.seed()).connection();
        try {
            slots = redis.isCluster() ? Optional.of(ClusterSlots.read(redis.seed(), connection)) : Optional.empty();
        } catch (JedisException e) {
            disconnect();
            throw redis.unavailable(redis.seed(), e);
        }
    }

    /** True if a failure of a loader may not occur again with another loader: the server is not available, or refuses the login, or has another role. */
    public static boolean isTemporary(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JedisDataException refusal) {
                return !Redis.code(refusal).equals("NOPERM");
            }
        }
        return failure instanceof IllegalStateException || failure instanceof UnavailableException;
    }

    private Server server(HostAndPort address) {
        return servers.computeIfAbsent(address, server -> {
            Jedis connection = redis.open(server, Secret::resolve);
            return new Server(connection, connection.pipelined());
        });
    }

    /**
     * Writes a record. It replaces a record with the same key.
     *
     * @throws IllegalStateException if the server refused an earlier record, or no server of the cluster serves the key's slot
     */
    public void put(String key, String json) {
        put(key, json, new SetParams());
    }

    /**
     * Writes a record that the server deletes after a time. It replaces a record with the same key.
     *
     * @param keep how long the server keeps the record
     * @throws IllegalStateException as {@link #put(String, String)} does
     */
    public void put(String key, String json, Duration keep) {
        put(key, json, new SetParams().px(Math.max(1, keep.toMillis())));
    }

    private void put(String key, String json, SetParams params) {
        HostAndPort address = slots.isEmpty() ? redis.seed() : primaryOf(slots.get(), key);
        server(address)
                .pipeline()
                .set(key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8), params);
        pending++;
        if (pending == RECORDS_PER_ROUND_TRIP) {
            flush();
        }
    }

    /**
     * Returns a record after all those put so far are written; empty if there is none.
     *
     * @throws IllegalStateException as {@link #put(String, String)} does, or if the server did not return it
     */
    public Optional<String> get(String key) {
        flush();
        HostAndPort address = slots.isEmpty() ? redis.seed() : primaryOf(slots.get(), key);
        try {
            return Optional.ofNullable(server(address).connection().get(key));
        } catch (JedisException e) {
            throw new IllegalStateException(
                    redis.address() + " did not return a record: " + UnavailableException.causeOf(e), e);
        }
    }

    /**
     * Adds an entry to a history. It replaces an entry with the same id.
     *
     * @param keep how long the server keeps the history
     * @throws IllegalStateException as {@link #put(String, String)} does
     */
    public void putHistory(String key, byte[] id, byte[] entry, Duration keep) {
        HostAndPort address = slots.isEmpty() ? redis.seed() : primaryOf(slots.get(), key);
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        Pipeline pipeline = server(address).pipeline();
        pipeline.hset(bytes, id, entry);
        pipeline.expire(bytes, Math.max(1, keep.toSeconds()));
        pending++;
        if (pending == RECORDS_PER_ROUND_TRIP) {
            flush();
        }
    }

    private HostAndPort primaryOf(ClusterSlots known, String key) {
        int slot = ClusterSlots.slotOf(key);
        return known.primaryOf(slot)
                .orElseThrow(() ->
                        new IllegalStateException(redis.address() + ": no server of the cluster serves slot " + slot));
    }

    /**
     * Waits until all records put so far are written.
     *
     * @throws IllegalStateException if the server refused one
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
                    redis.address() + " did not write the records: " + UnavailableException.causeOf(e), e);
        }
        written += pending;
        pending = 0;
    }

    /** Returns how many records are certainly written. */
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
        servers.values().forEach(server -> Redis.disconnectNow(server.connection()));
    }
}
