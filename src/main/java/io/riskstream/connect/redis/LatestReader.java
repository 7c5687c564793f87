package io.riskstream.connect.redis;

import io.riskstream.publish.SourcePosition;
import io.riskstream.publish.StoreUnavailableException;
import io.riskstream.stage.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Reads what {@link RedisLatest} has written, one round trip for each output. It blocks, so it is for the HTTP API and not for pipelines. Safe for many threads:
 * each server has at most {@value #CONNECTIONS} connections, and a caller that gets none within the socket timeout fails.
 */
public final class LatestReader implements AutoCloseable {
    /** The command that the user must be allowed to use; on a cluster also {@code asking}. */
    public static final String COMMANDS = "hmget";

    private static final int CONNECTIONS = 8;
    private static final int MAX_REDIRECTIONS = 5;
    private static final int TIMESTAMP_DIGITS = 19;

    private final Redis redis;
    private final GenericKeyedObjectPool<HostAndPort, Jedis> connections;
    /** The servers of a cluster that were named by redirections, by slot. */
    private final Map<Integer, HostAndPort> slots = new ConcurrentHashMap<>();

    private final byte[][] members;

    /** Creates a reader, which connects when it is first used. Secrets are read from this process. */
    public LatestReader(RedisLatest latest) {
        this.redis = latest.redis();
        GenericKeyedObjectPoolConfig<Jedis> config = new GenericKeyedObjectPoolConfig<>();
        config.setMaxTotalPerKey(CONNECTIONS);
        config.setMaxIdlePerKey(CONNECTIONS);
        config.setMaxTotal(-1);
        config.setMaxWait(Duration.ofMillis(redis.socketTimeoutMillis()));
        config.setJmxEnabled(false);
        this.connections = new GenericKeyedObjectPool<>(new Connections(), config);
        List<String> names = new ArrayList<>(List.of("origin", "version", "body"));
        names.addAll(LatestWrite.letterMembers());
        this.members = names.stream().map(LatestReader::utf8).toArray(byte[][]::new);
    }

    private final class Connections extends BaseKeyedPooledObjectFactory<HostAndPort, Jedis> {
        @Override
        public Jedis create(HostAndPort server) {
            return redis.open(server, Secret::resolve);
        }

        @Override
        public PooledObject<Jedis> wrap(Jedis connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public void destroyObject(HostAndPort server, PooledObject<Jedis> connection) {
            Redis.disconnectNow(connection.getObject());
        }
    }

    /**
     * Returns the latest output of a key; empty if there is none, or another program has written the key.
     *
     * @param topic as the stage that publishes to {@link RedisLatest} names it
     * @throws StoreUnavailableException if the server does not answer or refuses
     */
    public Optional<LatestOutput> read(String topic, byte[] key) {
        byte[] name = LatestWrite.key(topic, key);
        HostAndPort server =
                redis.isCluster() ? slots.getOrDefault(JedisClusterCRC16.getSlot(name), redis.seed()) : redis.seed();
        boolean asking = false;
        try {
            for (int redirections = 0; redirections <= MAX_REDIRECTIONS; redirections++) {
                try {
                    return output(read(server, name, asking));
                } catch (JedisRedirectionException e) {
                    asking = e instanceof JedisAskDataException;
                    server = target(e, server);
                    if (!asking) {
                        slots.put(e.getSlot(), server);
                    }
                }
            }
        } catch (JedisException | UnavailableException e) {
            slots.remove(JedisClusterCRC16.getSlot(name)); // another server may serve the slot by now
            throw new StoreUnavailableException(redis.unavailable(server, e).getMessage());
        }
        throw new StoreUnavailableException(redis.address()
                + ": the servers of the cluster redirect the read more than " + MAX_REDIRECTIONS + " times");
    }

    /** A redirection without a host name means the same host. */
    private static HostAndPort target(JedisRedirectionException redirection, HostAndPort from) {
        HostAndPort target = redirection.getTargetNode();
        return target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target;
    }

    private List<byte[]> read(HostAndPort server, byte[] name, boolean asking) {
        Jedis connection = borrow(server);
        try {
            return read(server, connection, name, asking);
        } catch (JedisConnectionException e) {
            if (Redis.isTimeout(e)) {
                throw e;
            }
            // the server or the network may have closed idle connections long ago: try once with a new one
            connections.clear(server);
            return read(server, borrow(server), name, asking);
        }
    }

    private List<byte[]> read(HostAndPort server, Jedis connection, byte[] name, boolean asking) {
        boolean usable = false;
        try {
            if (asking) {
                connection.getConnection().sendCommand(Command.ASKING);
                connection.getConnection().getStatusCodeReply();
            }
            List<byte[]> values = connection.hmget(name, members);
            usable = true;
            return values;
        } catch (JedisDataException e) {
            usable = true; // an error reply leaves the connection as it is
            if (String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
                return List.of();
            }
            throw e;
        } finally {
            if (usable) {
                connections.returnObject(server, connection);
            } else {
                invalidate(server, connection);
            }
        }
    }

    private Jedis borrow(HostAndPort server) {
        try {
            return connections.borrowObject(server);
        } catch (NoSuchElementException e) {
            throw new UnavailableException("Redis " + server + ": all " + CONNECTIONS + " connections are in use");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("connections are opened without checked exceptions", e);
        }
    }

    private void invalidate(HostAndPort server, Jedis connection) {
        try {
            connections.invalidateObject(server, connection);
        } catch (Exception e) {
            throw new IllegalStateException("connections are closed without exceptions", e);
        }
    }

    private Optional<LatestOutput> output(List<byte[]> values) {
        if (values.isEmpty() || values.get(0) == null || values.get(1) == null || values.get(2) == null) {
            return Optional.empty();
        }
        String version = text(values.get(1));
        Optional<SourcePosition> origin = SourcePosition.parse(text(values.get(0)));
        if (origin.isEmpty() || !version.matches("\\d{" + TIMESTAMP_DIGITS + "}-.*")) {
            return Optional.empty();
        }
        Map<String, String> letter = new HashMap<>();
        for (int i = 3; i < members.length; i++) {
            letter.put(text(members[i]), values.get(i) == null ? "" : text(values.get(i)));
        }
        long timestamp = Long.parseLong(version.substring(0, TIMESTAMP_DIGITS));
        return Optional.of(new LatestOutput(origin.get(), timestamp, version, values.get(2), Map.copyOf(letter)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        connections.close();
    }
}
