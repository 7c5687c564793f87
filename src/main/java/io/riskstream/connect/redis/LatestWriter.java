package io.riskstream.connect.redis;

import com.google.common.util.concurrent.Uninterruptibles;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Writes outputs to one server. One thread takes what waits, sends it in one round trip, and acknowledges what the server has written. Callers never block.
 * If the server does not answer, all that waits fails, and its stages publish it again; a write that was sent and not acknowledged may still happen, which
 * does no harm, because the script keeps the latest version.
 */
final class LatestWriter implements AutoCloseable {
    /** Decides which server writes instead of this one. Called on the writer's thread. */
    interface Redirections {
        /** For a single server, which must not redirect. */
        Redirections NONE = new Redirections() {
            @Override
            public void redirected(LatestWrite write, JedisRedirectionException redirection, HostAndPort from) {
                write.fail(new IllegalStateException("Redis " + from
                        + " belongs to a cluster; set option 'cluster' of the Redis component to true"));
            }

            @Override
            public void serverFailed(HostAndPort server) {}
        };

        void redirected(LatestWrite write, JedisRedirectionException redirection, HostAndPort from);

        /** Called when a server does not answer, or cannot write. */
        void serverFailed(HostAndPort server);
    }

    /** Writes in one pipeline. While the server executes it, some milliseconds, it serves no other client. */
    private static final int MAX_WRITES = 500;

    private static final long MAX_BYTES = 1_000_000;
    /** Interval of the PINGs on an idle connection: load balancers disconnect idle connections after some minutes. */
    private static final long IDLE_SECONDS = 60;

    private static final long CLOSE_MILLIS = 1_000;

    private final RedisLatest sink;
    private final HostAndPort address;
    private final LatestMetrics metrics;
    private final Redirections redirections;
    private final StageContext context;
    private final BlockingQueue<LatestWrite> queue;
    private final Thread thread;
    private volatile Optional<Jedis> connection = Optional.empty();
    private volatile boolean closed;
    /** Start of the current round trip by System.nanoTime; 0 if there is none. */
    private volatile long roundTripStart;

    // used by the thread alone
    private final List<LatestWrite> batch = new ArrayList<>(MAX_WRITES);
    private final ReconnectBackoff backoff = new ReconnectBackoff();
    private byte[] script = {};

    LatestWriter(
            RedisLatest sink,
            HostAndPort address,
            LatestMetrics metrics,
            Redirections redirections,
            StageContext context) {
        this.sink = sink;
        this.address = address;
        this.metrics = metrics;
        this.redirections = redirections;
        this.context = context;
        this.queue = new ArrayBlockingQueue<>(sink.queueMessages());
        this.thread = new Thread(this::run, "redis-latest-" + address);
        thread.setDaemon(true);
        thread.start();
    }

    HostAndPort address() {
        return address;
    }

    boolean isClosed() {
        return closed;
    }

    int waiting() {
        return queue.size();
    }

    void write(LatestWrite write) {
        if (closed) {
            write.fail(closed());
        } else if (!queue.offer(write)) {
            write.fail(new IllegalStateException("the queue to Redis " + address + " is full (option queueMessages)"));
        } else if (closed) {
            failQueued(closed()); // the thread may have ended before the write was added
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("the connection to Redis " + address + " is closed");
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    takeBatch();
                    if (batch.isEmpty()) {
                        ping();
                    } else {
                        writeBatch();
                        backoff.reset();
                    }
                } catch (RuntimeException e) {
                    handleFailure(sink.redis().unavailable(address, e));
                } catch (StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                    // a bug or a message that is too large must not end this thread
                    handleFailure(new UnavailableException(
                            "Redis " + address + ": " + e.getClass().getSimpleName()));
                }
            }
        } catch (InterruptedException e) {
            // only close() interrupts this thread
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            disconnect();
            fail(batch, closed());
            failQueued(closed());
        }
    }

    private void takeBatch() throws InterruptedException {
        LatestWrite first = queue.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        long bytes = 0;
        for (LatestWrite next = first;
                next != null;
                next = batch.size() < MAX_WRITES && bytes < MAX_BYTES ? queue.poll() : null) {
            batch.add(next);
            bytes += next.bytes();
        }
    }

    private void ping() {
        if (connection.isPresent()) {
            try {
                connection.get().ping();
            } catch (JedisConnectionException e) {
                disconnect(); // nothing waits, so the next write connects again
            } catch (JedisDataException refused) {
                // the user may not have the right to PING, but the server is alive
            }
        }
    }

    private void writeBatch() {
        boolean isNew = connection.isEmpty();
        if (isNew) {
            connect();
        }
        try {
            writeBatch(connection.orElseThrow(), true);
        } catch (JedisConnectionException e) {
            if (closed || isNew || Redis.isTimeout(e)) {
                throw e;
            }
            // the server or the network may have closed the connection long ago: try once with a new one
            disconnect();
            connect();
            writeBatch(connection.orElseThrow(), true);
        }
    }

    private void connect() {
        connection = Optional.of(sink.redis().open(address, context::secret));
        if (closed) {
            throw closed();
        }
        metrics.countConnection();
        loadScript(connection.get());
    }

    private void loadScript(Jedis jedis) {
        try {
            script = LatestScript.load(jedis);
        } catch (JedisDataException e) {
            if (LatestFailure.of(e) == LatestFailure.RIGHT) {
                throw new UnavailableException(
                        "Redis " + address + " refuses SCRIPT LOAD; grant the user " + RedisLatest.COMMANDS);
            }
            throw e;
        }
    }

    /** Writes the batch, and removes from it what has a result. If the connection fails, what has none remains. */
    private void writeBatch(Jedis jedis, boolean mayLoadScript) {
        long start = System.nanoTime();
        roundTripStart = start | 1; // never 0
        List<Response<Object>> replies = new ArrayList<>(batch.size());
        try {
            Pipeline pipeline = jedis.pipelined();
            for (LatestWrite write : batch) {
                if (write.needsAsking()) {
                    pipeline.sendCommand(new CommandArguments(Command.ASKING));
                }
                replies.add(pipeline.evalsha(script, List.of(write.key()), write.arguments()));
            }
            pipeline.sync();
        } finally {
            roundTripStart = 0;
        }
        metrics.recordRoundTrip(System.nanoTime() - start);
        List<LatestWrite> writes = new ArrayList<>(batch);
        batch.clear();
        Optional<JedisDataException> reconnect = Optional.empty();
        for (int i = 0; i < writes.size(); i++) {
            try {
                complete(writes.get(i), replies.get(i).get());
            } catch (JedisDataException e) {
                LatestFailure failure = LatestFailure.of(e);
                if (failure == LatestFailure.SCRIPT && mayLoadScript) {
                    batch.add(writes.get(i));
                } else if (failure == LatestFailure.RECONNECT) {
                    reconnect = Optional.of(e);
                    batch.add(writes.get(i));
                } else {
                    fail(writes.get(i), failure, e);
                }
            }
        }
        if (reconnect.isPresent()) {
            throw reconnect.get(); // the rest of the batch fails with the connection
        }
        if (!batch.isEmpty()) {
            loadScript(jedis);
            writeBatch(jedis, false);
        }
    }

    private void complete(LatestWrite write, Object reply) {
        if (reply instanceof Long number && number == LatestScript.WRITTEN) {
            metrics.countWritten();
            write.receipt().acknowledged();
        } else if (reply instanceof Long number && number == LatestScript.OLDER) {
            metrics.countOlder();
            write.receipt().acknowledged();
        } else {
            refuse(write, "the key in Redis has a hash of another program");
        }
    }

    private void fail(LatestWrite write, LatestFailure failure, JedisDataException reply) {
        switch (failure) {
            case REDIRECTION -> redirections.redirected(write, (JedisRedirectionException) reply, address);
            case REFUSED -> refuse(write, "the key in Redis has a value of another type, which no program may share");
            case RIGHT -> {
                String problem = "Redis " + address + " refuses the write (NOPERM): grant the user the keys and "
                        + RedisLatest.COMMANDS;
                context.report(sink.name(), problem);
                write.fail(new UnavailableException(problem));
            }
            case SCRIPT, RETRY, RECONNECT -> {
                String problem = "Redis " + address + " cannot write now (" + LatestFailure.code(reply) + ")";
                context.report(sink.name(), problem);
                write.fail(new UnavailableException(problem));
                if (LatestFailure.code(reply).equals("CLUSTERDOWN")) {
                    redirections.serverFailed(address);
                }
            }
        }
    }

    private void refuse(LatestWrite write, String problem) {
        metrics.countRefused();
        write.fail(new Publisher.Refused(RejectionCode.PUBLISH_REFUSED, problem));
    }

    /** Fails all that waits, and pauses before the next attempt to connect. */
    private void handleFailure(UnavailableException reason) throws InterruptedException {
        disconnect();
        if (closed) {
            return;
        }
        context.report(sink.name(), reason.getMessage());
        fail(batch, reason);
        failQueued(reason);
        redirections.serverFailed(address);
        TimeUnit.MILLISECONDS.sleep(backoff.nextMillis());
    }

    private static void fail(List<LatestWrite> writes, RuntimeException reason) {
        writes.forEach(write -> write.fail(reason));
        writes.clear();
    }

    private void failQueued(RuntimeException reason) {
        for (LatestWrite write = queue.poll(); write != null; write = queue.poll()) {
            write.fail(reason);
        }
    }

    private void disconnect() {
        connection.ifPresent(Redis::disconnectNow);
        connection = Optional.empty();
    }

    /** Disconnects if the current round trip takes more than twice the socket timeout, which does not limit the time for writing. Called from any thread. */
    void disconnectIfStuck() {
        long start = roundTripStart;
        long maxNanos = TimeUnit.MILLISECONDS.toNanos(2L * sink.redis().socketTimeoutMillis());
        if (start != 0 && System.nanoTime() - start > maxNanos) {
            connection.ifPresent(Redis::disconnectNow);
        }
    }

    /** Fails what waits and ends the thread, unless it is the calling thread, which ends by itself. */
    @Override
    public void close() {
        closed = true;
        connection.ifPresent(Redis::disconnectNow);
        if (Thread.currentThread() != thread) {
            thread.interrupt();
            Uninterruptibles.joinUninterruptibly(thread, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        failQueued(closed());
    }
}
