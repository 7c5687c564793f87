package io.riskstream.connect.redis;

import io.riskstream.stage.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.params.SetParams;

/**
 * Single texts by key, which expire. Each call is one round trip and blocks, so it is not for pipelines. Safe for many threads: there are as many connections
 * to a server as threads that have used it at a time.
 *
 * <p>A call that fails on a connection that was open before is repeated once on a new one, since servers close idle connections; one that times out is not. So {@link #putIfAbsent} may
 * find the value that its own first attempt has written: the value must contain something that distinguishes it from the values of others.
 *
 * <p>After a call that a server has not answered in time, calls of that server fail at once, except one a second, until it answers ({@link ServerBreaker}). So a
 * frozen server delays few callers.
 *
 * <p>On a cluster, a call fails while no server serves its key; the first call after that finds the new primary. Besides the commands of the methods, the user
 * needs {@code cluster slots} there, and {@code asking} while slots are moved.
 */
public final class RedisValues implements AutoCloseable {
    private static final int MAX_REDIRECTIONS = 3;

    private record Attempt(Jedis connection, boolean reused) {}

    /** Commands on a connection. */
    private interface Commands<T> {
        /** @param ask must run before each command: a server that imports the slot of the key answers only then */
        T run(Jedis connection, Runnable ask);
    }

    private final Redis redis;
    private final ConcurrentMap<HostAndPort, Deque<Jedis>> idle = new ConcurrentHashMap<>();
    private final ConcurrentMap<HostAndPort, ServerBreaker> breakers = new ConcurrentHashMap<>();
    private volatile Optional<ClusterSlots> slots = Optional.empty();
    /** The servers that may know the slots: the seed and the primaries that were known last. */
    private volatile List<HostAndPort> servers;

    private volatile boolean closed;

    /** Opens no connection. */
    public RedisValues(Redis redis) {
        this.redis = redis;
        this.servers = List.of(redis.seed());
    }

    /**
     * Writes a value unless the key has one.
     *
     * @param keep how long the server keeps it
     * @return the value that the key has already; empty if the new one was written
     * @throws IllegalStateException if the server does not answer, or refuses; the message contains its address, and no key
     */
    public Optional<String> putIfAbsent(String key, String value, Duration keep) {
        return run(key, (connection, ask) -> {
            // a value may expire between the two commands
            while (true) {
                ask.run();
                String reply =
                        connection.set(key, value, SetParams.setParams().nx().px(keep.toMillis()));
                if (reply != null) {
                    return Optional.empty();
                }
                ask.run();
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
        run(key, (connection, ask) -> {
            ask.run();
            return connection.set(key, value, SetParams.setParams().px(keep.toMillis()));
        });
    }

    /**
     * Returns the value of a key; empty if it has none.
     *
     * @throws IllegalStateException as {@link #putIfAbsent} does
     */
    public Optional<String> get(String key) {
        return run(key, (connection, ask) -> {
            ask.run();
            return Optional.ofNullable(connection.get(key));
        });
    }

    private <T> T run(String key, Commands<T> commands) {
        HostAndPort server = serverOf(key);
        boolean asking = false;
        try {
            for (int redirections = 0; ; redirections++) {
                try {
                    return runAt(server, commands, asking);
                } catch (JedisRedirectionException e) {
                    if (redirections == MAX_REDIRECTIONS) {
                        throw e;
                    }
                    asking = e instanceof JedisAskDataException;
                    if (!asking) {
                        slots = Optional.empty();
                    }
                    server = target(e, server);
                }
            }
        } catch (JedisException e) {
            slots = Optional.empty(); // another server may serve the key by now
            throw new IllegalStateException(redis.unavailable(server, e).getMessage(), e);
        } catch (UnavailableException e) {
            slots = Optional.empty();
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A redirection without a host name means the same host. */
    private static HostAndPort target(JedisRedirectionException redirection, HostAndPort from) {
        HostAndPort target = redirection.getTargetNode();
        return target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target;
    }

    private HostAndPort serverOf(String key) {
        if (!redis.isCluster()) {
            return redis.seed();
        }
        return slots.orElseGet(this::readSlots)
                .primaryOf(ClusterSlots.slotOf(key))
                .orElse(redis.seed());
    }

    /** Reads the slots from the first server that answers. */
    private ClusterSlots readSlots() {
        List<UnavailableException> failures = new ArrayList<>();
        for (HostAndPort server : servers) {
            try {
                ClusterSlots read = runAt(server, (connection, ask) -> ClusterSlots.read(server, connection), false);
                slots = Optional.of(read);
                Set<HostAndPort> known = new LinkedHashSet<>(List.of(redis.seed()));
                known.addAll(read.primaries());
                servers = List.copyOf(known);
                return read;
            } catch (JedisException e) {
                failures.add(redis.unavailable(server, e));
            } catch (UnavailableException e) {
                failures.add(e);
            }
        }
        throw new IllegalStateException(failures.get(0).getMessage(), failures.get(0));
    }

    private <T> T runAt(HostAndPort server, Commands<T> commands, boolean asking) {
        ServerBreaker breaker = breakers.computeIfAbsent(server, address -> new ServerBreaker(System::nanoTime));
        if (!breaker.admits()) {
            throw new UnavailableException(
                    "Redis " + server + " did not answer in time, and is tried again within a second");
        }
        try {
            T result = runAtOnce(server, commands, asking);
            breaker.answered();
            return result;
        } catch (JedisConnectionException e) {
            if (Redis.isTimeout(e)) {
                breaker.timedOut();
            }
            throw e;
        } catch (UnavailableException e) {
            if (e.isTimeout()) {
                breaker.timedOut();
            }
            throw e;
        } catch (JedisException e) {
            breaker.answered(); // with an error
            throw e;
        }
    }

    private <T> T runAtOnce(HostAndPort server, Commands<T> commands, boolean asking) {
        Attempt first = connection(server);
        try {
            return runOn(server, first.connection(), commands, asking);
        } catch (JedisConnectionException e) {
            // a server that does not answer in time would let the caller wait twice as long
            if (!first.reused() || Redis.isTimeout(e)) {
                throw e;
            }
            // the other idle connections are most likely dead too
            closeIdle(server);
            return runOn(server, open(server), commands, asking);
        }
    }

    private <T> T runOn(HostAndPort server, Jedis connection, Commands<T> commands, boolean asking) {
        boolean usable = false;
        try {
            T result = commands.run(connection, asking ? () -> ask(connection) : () -> {});
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

    private static void ask(Jedis connection) {
        connection.getConnection().sendCommand(Command.ASKING);
        String unused = connection.getConnection().getStatusCodeReply();
    }

    private Deque<Jedis> connections(HostAndPort server) {
        return idle.computeIfAbsent(server, address -> new ConcurrentLinkedDeque<>());
    }

    private Attempt connection(HostAndPort server) {
        Jedis waiting = connections(server).poll();
        return waiting == null ? new Attempt(open(server), false) : new Attempt(waiting, true);
    }

    private Jedis open(HostAndPort server) {
        return redis.open(server, Secret::resolve);
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
