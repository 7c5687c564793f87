package io.riskstream.connect.redis;

import com.google.common.util.concurrent.Uninterruptibles;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StoreRequest;
import io.riskstream.stage.ValidityToken;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Fetches records and histories from one server. One thread takes all queued requests, sends them in one round trip and completes them. Callers never block. Every
 * request is completed.
 *
 * <p>It contains the circuit breaker: after the server fails, or a round trip exceeds the socket timeout, requests fail at once, and the thread tries
 * to reconnect with a growing pause until a login succeeds.
 */
final class RedisFetcher implements AutoCloseable {
    /** Handles requests for records that another server holds. */
    interface RedirectionHandler {
        /** For a single server, which must not redirect. */
        RedirectionHandler NONE = (request, redirection) ->
                request.failed("the server belongs to a cluster; set option 'cluster' to true");

        void redirected(StoreRequest request, JedisRedirectionException redirection);

        /** Called on the fetcher's thread when the server fails. */
        default void serverFailed() {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(RedisFetcher.class);
    private static final int MAX_QUEUED_KEYS = 100_000;
    /** Interval of the PINGs on an idle connection: load balancers disconnect idle connections after some minutes. */
    private static final long IDLE_SECONDS = 60;

    private static final long CLOSE_MILLIS = 1_000;

    private final Redis redis;
    private final HostAndPort address;
    private final RedirectionHandler redirections;
    private final Supplier<ValidityToken> tokens;
    private final Runnable onReconnect;
    private final StageContext context;
    private final BlockingQueue<List<? extends StoreRequest>> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger queuedKeys = new AtomicInteger();
    private final Thread thread;
    private final CountDownLatch firstAttempt = new CountDownLatch(1);

    private volatile Optional<Jedis> connection = Optional.empty();
    /** Why the circuit breaker is open; empty if it is closed. */
    private volatile Optional<UnavailableException> failure = Optional.empty();

    private volatile boolean closed;
    /** Start of the current round trip by System.nanoTime; 0 if there is none. */
    private volatile long roundTripStart;

    // used by the thread alone
    private final FetchBatch batch;
    private final ReconnectBackoff backoff = new ReconnectBackoff();
    private boolean connectedBefore;

    /**
     * Starts the thread.
     *
     * @param tokens returns the token under which a record may be cached that is fetched from now on
     * @param onReconnect called on the thread after each connection but the first
     */
    RedisFetcher(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            RedirectionHandler redirections,
            Supplier<ValidityToken> tokens,
            Runnable onReconnect,
            StageContext context) {
        this.redis = redis;
        this.address = address;
        this.redirections = redirections;
        this.tokens = tokens;
        this.onReconnect = onReconnect;
        this.context = context;
        this.batch = new FetchBatch(redis, address, metrics, redirections, context);
        this.thread = new Thread(this::run, "redis-fetcher-" + address);
        thread.setDaemon(true);
        thread.start();
    }

    void awaitFirstAttempt() {
        boolean unused = Uninterruptibles.awaitUninterruptibly(
                firstAttempt, redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
    }

    /** True if the circuit breaker is open. */
    boolean isDown() {
        return failure.isPresent();
    }

    void fetch(List<? extends StoreRequest> requests) {
        Optional<UnavailableException> reason = failure;
        if (reason.isPresent()) {
            fail(requests, reason.get());
            return;
        }
        if (queuedKeys.addAndGet(requests.size()) > MAX_QUEUED_KEYS) {
            queuedKeys.addAndGet(-requests.size());
            fail(
                    requests,
                    new UnavailableException(
                            "Redis " + address + " does not keep up: " + MAX_QUEUED_KEYS + " requests are queued"));
            return;
        }
        queue.add(requests);
        // the thread may have failed all queued requests just before this one was added
        failure.ifPresent(this::failQueued);
    }

    private static void fail(Iterable<? extends StoreRequest> requests, UnavailableException reason) {
        requests.forEach(request -> request.failed(reason.getMessage()));
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    if (connection.isEmpty()) {
                        connect();
                        firstAttempt.countDown();
                    }
                    fetchQueued();
                } catch (RuntimeException e) {
                    openCircuitBreaker(redis.unavailable(address, e));
                } catch (OutOfMemoryError e) {
                    batch.memoryExhausted();
                    openCircuitBreaker(new UnavailableException(
                            "Redis " + address + ": its replies exceed the memory of the worker"));
                } catch (StackOverflowError | LinkageError | AssertionError e) {
                    // a bug must not end this thread
                    openCircuitBreaker(new UnavailableException(
                            "Redis " + address + ": " + e.getClass().getSimpleName()));
                }
            }
        } catch (InterruptedException e) {
            // only close() interrupts this thread
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
            UnavailableException reason = markClosed();
            batch.failIncomplete(reason);
            failQueued(reason);
        }
    }

    private void connect() {
        connection = Optional.of(redis.open(address, context::secret));
        if (connectedBefore) {
            // the host name may now resolve to another server, which sends no invalidations for the tokens of the old
            // one
            onReconnect.run();
        }
        connectedBefore = true;
        if (!closed) {
            failure = Optional.empty();
        }
    }

    private UnavailableException markClosed() {
        closed = true;
        UnavailableException reason = new UnavailableException("Redis " + address + ": closed");
        failure = Optional.of(reason);
        return reason;
    }

    private void disconnect() {
        connection.ifPresent(Redis::disconnectNow);
        connection = Optional.empty();
    }

    /** Fetches the queued requests, or waits for a request. */
    private void fetchQueued() throws InterruptedException {
        List<? extends StoreRequest> first = queue.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        if (first == null) {
            ping(connection.orElseThrow());
            return;
        }
        for (List<? extends StoreRequest> next = first;
                next != null;
                next = batch.size() < RoundTripLimit.MAX_KEYS ? queue.poll() : null) {
            batch.add(next);
            queuedKeys.addAndGet(-next.size());
        }
        try {
            fetchBatch(connection.orElseThrow());
        } catch (JedisConnectionException e) {
            if (closed || Redis.isTimeout(e)) {
                throw e;
            }
            // the server or the network may have closed the connection long ago: try once with a new one
            disconnect();
            connect();
            fetchBatch(connection.orElseThrow());
        }
        backoff.reset();
    }

    /** Fetches the batch in pipelines of limited size, so that neither side has to buffer much. */
    private void fetchBatch(Jedis jedis) {
        try {
            int to;
            for (int from = 0; from < batch.size(); from = to) {
                to = Math.min(batch.size(), from + batch.limit());
                roundTripStart = System.nanoTime() | 1; // never 0
                batch.fetch(jedis, from, to, tokens.get());
            }
        } finally {
            roundTripStart = 0;
        }
        batch.clear();
    }

    private static void ping(Jedis jedis) {
        try {
            jedis.ping();
        } catch (JedisDataException refused) {
            // the user may not have the right to PING, but the server is alive
            LOG.trace("PING is refused", refused);
        }
    }

    /**
     * Disconnects if the current round trip takes more than twice the socket timeout, which does not limit the time for writing. Called from any
     * thread.
     */
    void disconnectIfStuck() {
        long start = roundTripStart;
        long maxNanos = TimeUnit.MILLISECONDS.toNanos(2L * redis.socketTimeoutMillis());
        if (start != 0 && System.nanoTime() - start > maxNanos) {
            connection.ifPresent(Redis::disconnectNow);
        }
    }

    /** Fails all requests, also new ones until the next successful connection, and pauses. */
    private void openCircuitBreaker(UnavailableException reason) throws InterruptedException {
        if (closed) {
            return;
        }
        failure = Optional.of(reason);
        disconnect();
        // before the requests fail, so that the report exists when a caller sees the failure
        context.report(redis.name(), reason.getMessage());
        batch.failIncomplete(reason);
        failQueued(reason);
        redirections.serverFailed();
        firstAttempt.countDown();
        TimeUnit.MILLISECONDS.sleep(backoff.nextMillis());
    }

    private void failQueued(UnavailableException reason) {
        for (List<? extends StoreRequest> requests = queue.poll(); requests != null; requests = queue.poll()) {
            queuedKeys.addAndGet(-requests.size());
            fail(requests, reason);
        }
    }

    /** Fails all requests that are not complete and ends the thread. */
    @Override
    public void close() {
        UnavailableException reason = markClosed();
        connection.ifPresent(Redis::disconnectNow);
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        failQueued(reason);
    }
}
