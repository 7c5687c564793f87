package io.riskstream.connect.redis;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Receives the invalidations of one server on a dedicated connection, with {@code CLIENT TRACKING} in broadcasting mode for the watched prefixes. The
 * connection uses RESP3 push messages if the server supports them, otherwise RESP2 messages that it redirects to itself.
 *
 * <p>While the connection is open there is a valid {@link ValidityToken}. It ends when the connection is lost, and with it the validity of everything
 * that was fetched under it, so no lost invalidation leaves a stale record. If the server refuses tracking, only the age of the records limits
 * their validity, and the tracker tries again once a minute.
 */
final class RedisTracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTracker.class);
    private static final byte[] INVALIDATE = "invalidate".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);
    private static final long REFUSED_PAUSE_MILLIS = 60_000;

    /** The server answers, but refuses tracking. */
    private static final class TrackingRefusedException extends Exception {
        private static final long serialVersionUID = 1;

        TrackingRefusedException(String message) {
            super(message);
        }
    }

    private final Redis redis;
    private final HostAndPort address;
    private final RedisMetrics metrics;
    private final RecordChangeListener changes;
    private final StageContext context;
    private final CountDownLatch firstAttempt = new CountDownLatch(1);
    /** The token for a server that refuses tracking. It never ends, because only the age of a record limits its validity. */
    private final ValidityToken byAge = ValidityToken.byAge();

    private volatile ValidityToken token = ValidityToken.NONE;
    private volatile Optional<TrackingConnection> connection = Optional.empty();
    private volatile boolean closed;

    @GuardedBy("this")
    private final Set<String> watchedPrefixes = new TreeSet<>();

    private Optional<Thread> thread = Optional.empty();
    // used by the thread alone
    private final ReconnectBackoff backoff = new ReconnectBackoff();
    private String lastMessage = "";

    RedisTracker(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            RecordChangeListener changes,
            StageContext context) {
        this.redis = redis;
        this.address = address;
        this.metrics = metrics;
        this.changes = changes;
        this.context = context;
    }

    /** Returns the token under which a record may be cached that is fetched from now on. */
    ValidityToken token() {
        return token;
    }

    /** Requests invalidations of keys with these prefixes too. If a prefix is new, all cached records become invalid. */
    synchronized void watch(Set<String> prefixes) {
        if (closed || !watchedPrefixes.addAll(prefixes)) {
            return;
        }
        if (thread.isEmpty()) {
            Thread tracking = new Thread(this::run, "redis-tracker-" + address);
            tracking.setDaemon(true);
            tracking.start();
            thread = Optional.of(tracking);
        } else {
            thread.get().interrupt(); // ends a pause
            connection.ifPresent(TrackingConnection::disconnectNow); // ends a read
        }
    }

    /** Waits until tracking is enabled or the first attempt has failed. */
    void awaitFirstAttempt() {
        synchronized (this) {
            if (thread.isEmpty()) {
                return;
            }
        }
        boolean unused = Uninterruptibles.awaitUninterruptibly(
                firstAttempt, redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the current token and reconnects: the host name may now resolve to another server. */
    void reconnect() {
        connection.ifPresent(TrackingConnection::disconnectNow);
    }

    /** True if the server sends invalidations now. */
    boolean isTracking() {
        ValidityToken current = token;
        return current.isValid() && current.isTracked();
    }

    /** Sends a PING if tracking is enabled. Before that, only the tracker's thread may use the connection. */
    void ping() {
        if (isTracking()) {
            connection.ifPresent(TrackingConnection::sendPing);
        }
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    TrackingConnection open = connect();
                    token = ValidityToken.tracked();
                    firstAttempt.countDown();
                    backoff.reset();
                    receive(open);
                } catch (TrackingRefusedException e) {
                    handleRefusal(e.getMessage());
                } catch (RuntimeException e) {
                    handleLoss(redis.unavailable(address, e).getMessage());
                } catch (StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                    handleLoss(e.getClass()
                            .getSimpleName()); // a bug or a message that is too large must not end this thread
                }
            }
        } finally {
            // the token must end even if this thread ends with an error
            handleLoss("closed");
        }
    }

    private TrackingConnection connect() throws TrackingRefusedException {
        try {
            return connect(true);
        } catch (TrackingRefusedException resp3) {
            try {
                return connect(false);
            } catch (TrackingRefusedException resp2) {
                // if a permission is missing, the first refusal states the one to grant
                throw resp3.getMessage().contains("NOPERM") ? resp3 : resp2;
            }
        }
    }

    private TrackingConnection connect(boolean resp3) throws TrackingRefusedException {
        List<String> prefixes = distinctPrefixes();
        TrackingConnection open = null;
        try {
            JedisClientConfig clientConfig =
                    redis.clientConfig(resp3 ? Optional.of(RedisProtocol.RESP3) : Optional.empty(), context::secret);
            open = new TrackingConnection(redis.sockets(address, clientConfig), clientConfig);
            connection = Optional.of(open);
            open.enableTracking(prefixes, resp3);
            // the watchdog's PINGs cause a reply within this time
            open.setSoTimeout((int) RedisRecords.PING_MILLIS + redis.socketTimeoutMillis());
        } catch (JedisDataException e) {
            disconnect(open);
            if (isTemporary(e)) {
                throw e;
            }
            throw new TrackingRefusedException(redis.unavailable(address, e).getMessage());
        } catch (RuntimeException e) {
            disconnect(open);
            throw e;
        }
        synchronized (this) {
            if (closed || !prefixes.equals(distinctPrefixes())) {
                open.disconnectNow();
            }
        }
        logTracking(resp3 ? "RESP3 push messages" : "RESP2 messages", prefixes);
        return open;
    }

    private static void disconnect(TrackingConnection open) {
        if (open != null) {
            open.disconnectNow();
        }
    }

    /** True if the server refuses everything at present, and not only tracking. */
    private static boolean isTemporary(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return !message.startsWith("NOPERM") && !message.startsWith("NOPROTO") && !message.startsWith("ERR")
                || message.contains("max number of clients")
                || message.startsWith("ERR Client sent AUTH")
                || message.startsWith("ERR AUTH");
    }

    /** Returns the watched prefixes without those that start with another one: the server refuses overlapping prefixes. */
    private synchronized List<String> distinctPrefixes() {
        List<String> distinct = new ArrayList<>();
        for (String prefix : watchedPrefixes) { // sorted, so a prefix follows the one that it starts with
            if (distinct.isEmpty() || !prefix.startsWith(distinct.get(distinct.size() - 1))) {
                distinct.add(prefix);
            }
        }
        return distinct;
    }

    private void logTracking(String protocol, List<String> prefixes) {
        String keys = prefixes.equals(List.of("")) ? "all keys" : "keys with prefix " + String.join(", ", prefixes);
        String message = "records are cached until the server sends an invalidation (" + protocol + ", " + keys + ")";
        if (!message.equals(lastMessage)) {
            LOG.info("Redis {}: {}", address, message);
            lastMessage = message;
        }
    }

    private void handleRefusal(String reason) {
        String message = "the server sends no invalidations: " + reason
                + "; records are cached for their look-up's maxAgeMillis, or one minute if it is not set";
        if (!message.equals(lastMessage)) {
            lastMessage = message;
            context.report(redis.name() + ".tracking", "Redis " + address + ": " + message);
        }
        token = byAge; // stays in use while the tracker tries again
        connection = Optional.empty();
        firstAttempt.countDown();
        pause(REFUSED_PAUSE_MILLIS);
    }

    private void handleLoss(String reason) {
        ValidityToken lost = token;
        token = ValidityToken.NONE;
        if (lost.isValid() && lost.isTracked()) {
            lost.invalidate(now());
            metrics.countFlush();
        }
        if (!closed) {
            context.report(
                    redis.name() + ".tracking",
                    "Redis " + address + ": no invalidations can be received, so no record is cached: " + reason);
        }
        connection.ifPresent(TrackingConnection::disconnectNow);
        connection = Optional.empty();
        firstAttempt.countDown();
        pause(backoff.nextMillis());
    }

    private long now() {
        return context.ticker().getAsLong();
    }

    private void receive(TrackingConnection open) {
        while (!closed) {
            if (open.readMessage() instanceof List<?> message && !message.isEmpty()) {
                if (isType(INVALIDATE, message.get(0)) && message.size() == 2) {
                    invalidate(message.get(1));
                } else if (isType(MESSAGE, message.get(0)) && message.size() == 3) {
                    invalidate(message.get(2));
                }
            }
        }
    }

    private static boolean isType(byte[] type, Object value) {
        return value instanceof byte[] bytes && Arrays.equals(type, bytes);
    }

    private void invalidate(Object keys) {
        if (keys instanceof List<?> list) {
            for (Object key : list) {
                if (key instanceof byte[] bytes) {
                    changes.recordChanged(new String(bytes, StandardCharsets.UTF_8));
                }
            }
            metrics.countInvalidations(list.size());
        } else { // FLUSHALL and FLUSHDB invalidate all keys
            ValidityToken ended = token;
            token = ValidityToken.tracked();
            ended.invalidate(now());
            metrics.countFlush();
        }
    }

    private void pause(long millis) {
        try {
            if (!closed) {
                TimeUnit.MILLISECONDS.sleep(millis);
            }
        } catch (InterruptedException wokenByWatchOrClose) {
            LOG.trace("Redis {}: woken", address);
        }
    }

    @Override
    public void close() {
        Optional<Thread> tracking;
        synchronized (this) {
            closed = true;
            tracking = thread;
        }
        connection.ifPresent(TrackingConnection::disconnectNow);
        tracking.ifPresent(running -> {
            running.interrupt();
            Uninterruptibles.joinUninterruptibly(running, redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
        });
    }
}
