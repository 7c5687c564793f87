package io.riskstream.connect.redis;

import io.riskstream.stage.Secret;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.params.SetParams;

/**
 * Single texts by key, which expire. Each call is one round trip and blocks, so it is not for pipelines. Safe for many threads: there are as many connections
 * to a server as threads that have used it at a time.
 *
 * <p>A call that fails on a connection that was open before is repeated once on a new one, since servers close idle connections. So {@link #putIfAbsent} may
 * find the value that its own first attempt has written: let the value contain something that tells it from those of others.
 */
public final class RedisValues implements AutoCloseable {
    private static final int MAX_REDIRECTIONS = 3;

    private record Attempt(Jedis connection, boolean reused) {}

    private final Redis redis;
    private final ConcurrentMap<HostAndPort, Deque<Jedis>> idle = new ConcurrentHashMap<>();
    private volatile Optional<ClusterSlots> slots = Optional.empty();
    private volatile boolean closed;

    /** Opens no connection. */
    public RedisValues(Redis redis) {
        this.redis = redis;
    }

    /**
     * Writes a value unless the key has one.
     *
     * @param keep how long the server keeps it
     * @return the value that the key has already; empty if the new one was written
     * @throws IllegalStateException if the server does not answer, or refuses; the message contains its address, and no key
     */
    public Optional<String> putIfAbsent(String key, String value, Duration keep) {
        return run(key, connection -> {
            // a value may expire between the two commands
            while (true) {
                String reply =
                        connection.set(key, value, SetParams.setParams().nx().px(keep.toMillis()));
                if (reply != null) {
                    return Optional.empty();
                }
                String present = connection.get(key);
                if (present != null) {
                    return Optional.of(present);
                }
            }
        });
    }

    /**
     * Writes a value, in place of the one that the key may have.
     *
     * @throws IllegalStateException as {@link #putIfAbsent} does
     */
    public void put(String key, String value, Duration keep) {
        run(key, connection -> connection.set(key, value, SetParams.setParams().px(keep.toMillis())));
    }

    /**
     * Returns the value of a key; empty if it has none.
     *
     * @throws IllegalStateException as {@link #putIfAbsent} does
     */
    public Optional<String> get(String key) {
        return run(key, connection -> Optional.ofNullable(connection.get(key)));
    }

    private <T> T run(String key, Function<Jedis, T> command) {
        HostAndPort server = serverOf(key);
        try {
            for (int redirections = 0; ; redirections++) {
                try {
                    return runAt(server, command);
                } catch (JedisRedirectionException e) {
                    if (redirections == MAX_REDIRECTIONS) {
                        throw e;
                    }
                    slots = Optional.empty();
                    server = e.getTargetNode();
                }
            }
        } catch (JedisException e) {
            UnavailableException failure = redis.unavailable(server, e);
            throw new IllegalStateException(failure.getMessage(), e);
        }
    }

    private HostAndPort serverOf(String key) {
        if (!redis.isCluster()) {
            return redis.seed();
        }
        Optional<ClusterSlots> known = slots;
        if (known.isEmpty()) {
            try {
                known = Optional.of(runAt(redis.seed(), connection -> ClusterSlots.read(redis.seed(), connection)));
            } catch (JedisException e) {
                throw new IllegalStateException(
                        redis.unavailable(redis.seed(), e).getMessage(), e);
            }
            slots = known;
        }
        return known.get().primaryOf(ClusterSlots.slotOf(key)).orElse(redis.seed());
    }

    private <T> T runAt(HostAndPort server, Function<Jedis, T> command) {
        Attempt first = connection(server);
        try {
            return runOn(server, first.connection(), command);
        } catch (JedisConnectionException e) {
            if (!first.reused()) {
                throw e;
            }
            // the other idle connections are most likely dead too
            closeIdle(server);
            return runOn(server, open(server), command);
        }
    }

    private <T> T runOn(HostAndPort server, Jedis connection, Function<Jedis, T> command) {
        boolean usable = false;
        try {
            T result = command.apply(connection);
            usable = true;
            return result;
        } catch (JedisRedirectionException e) {
            usable = true;
            throw e;
        } finally {
            if (usable && !closed) {
                connections(server).push(connection);
            } else {
                Redis.disconnectNow(connection);
            }
        }
    }

    private Deque<Jedis> connections(HostAndPort server) {
        return idle.computeIfAbsent(server, address -> new ConcurrentLinkedDeque<>());
    }

    private Attempt connection(HostAndPort server) {
        Jedis waiting = connections(server).poll();
        return waiting == null ? new Attempt(open(server), false) : new Attempt(waiting, true);
    }

    private Jedis open(HostAndPort server) {
        try {
            return redis.open(server, Secret::resolve);
        } catch (UnavailableException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void closeIdle(HostAndPort server) {
        Deque<Jedis> connections = connections(server);
        for (Jedis connection = connections.poll(); connection != null; connection = connections.poll()) {
            Redis.disconnectNow(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        idle.keySet().forEach(this::closeIdle);
    }
}
