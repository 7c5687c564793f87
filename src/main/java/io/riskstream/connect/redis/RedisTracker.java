package io.riskstream.connect.redis;

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
 * Listens to what one server tells of changed records: a connection of its own, with {@code CLIENT TRACKING} in broadcasting mode for the prefixes
 * that are watched. As RESP3 pushes where the server speaks that, else as RESP2 messages, which the connection has redirected to itself.
 *
 * <p>While the connection stands, there is a {@link ValidityToken}. It ends as soon as the connection is lost, and with it everything that was read
 * under it: no message is missed unnoticed. A server that refuses to track is asked again once a minute, and meanwhile the records' age alone counts.
 */
final class RedisTracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTracker.class);
    private static final byte[] INVALIDATE = "invalidate".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final long REFUSED_PAUSE_MILLIS = 60_000;

    /** The server answers, and will not track. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private final Redis redis;
    private final HostAndPort address;
    private final RedisMetrics metrics;
    private final RecordChangeListener changes;
    private final StageContext context;
    private final CountDownLatch firstTry = new CountDownLatch(1);
    /** For a server that refuses to track; it never ends, since age alone decides. */
    private final ValidityToken byAge = ValidityToken.byAge();

    private volatile ValidityToken lease = ValidityToken.NONE;
    private volatile Optional<TrackingConnection> connection = Optional.empty();
    private volatile boolean closed;
    // guarded by this
    private final Set<String> watched = new TreeSet<>();
    private Optional<Thread> thread = Optional.empty();
    // the thread's own
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private String inForce = "";

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

    /** What a record may be kept under that is asked for from here on. */
    ValidityToken lease() {
        return lease;
    }

    /** Has the server tell of keys that begin so, too. What is in memory is given up if that is more than before. */
    synchronized void watch(Set<String> prefixes) {
        if (closed || !watched.addAll(prefixes)) {
            return;
        }
        if (thread.isEmpty()) {
            Thread listening = new Thread(this::run, "changes in Redis " + address);
            listening.setDaemon(true);
            listening.start();
            thread = Optional.of(listening);
        } else {
            thread.get().interrupt(); // out of a pause
            connection.ifPresent(TrackingConnection::cut); // or out of listening
        }
    }

    /** Waits until tracking is in force, or the first try has failed. */
    void awaitFirstTry() {
        synchronized (this) {
            if (thread.isEmpty()) {
                return;
            }
        }
        try {
            firstTry.await(redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives up what was told so far, and connects anew: the name may lead to another server than it did. */
    void startOver() {
        connection.ifPresent(TrackingConnection::cut);
    }

    /** Whether the server tells of changes just now. */
    boolean tellsChanges() {
        ValidityToken now = lease;
        return now.isValid() && now.isTracked();
    }

    /** Asks for a sign of life, once tracking is in force; before that, the connection is its thread's alone. */
    void ping() {
        if (tellsChanges()) {
            connection.ifPresent(TrackingConnection::askForSign);
        }
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    TrackingConnection open = connect();
                    lease = ValidityToken.tracked();
                    firstTry.countDown();
                    pauseMillis = FIRST_PAUSE_MILLIS;
                    listen(open);
                } catch (Refused e) {
                    refused(e.getMessage());
                } catch (RuntimeException e) {
                    lost(redis.reason(address, e).getMessage());
                } catch (StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                    lost(e.getClass().getSimpleName()); // a bug, or a record too large: not the end of listening
                }
            }
        } finally {
            // whatever ends this thread: nobody may believe any longer that changes are told
            lost("closed");
        }
    }

    private TrackingConnection connect() throws Refused {
        try {
            return connect(true);
        } catch (Refused resp3) {
            try {
                return connect(false);
            } catch (Refused resp2) {
                // that which was wanted first says more, where it is a matter of permission
                throw resp3.getMessage().contains("NOPERM") ? resp3 : resp2;
            }
        }
    }

    private TrackingConnection connect(boolean resp3) throws Refused {
        List<String> prefixes = prefixes();
        TrackingConnection open = null;
        try {
            JedisClientConfig login = redis.login(resp3 ? Optional.of(RedisProtocol.RESP3) : Optional.empty());
            open = new TrackingConnection(redis.sockets(address, login), login);
            connection = Optional.of(open);
            open.track(prefixes, resp3);
            // a sign of life comes with every ping
            open.setSoTimeout((int) RedisRecords.PING_MILLIS + redis.socketTimeoutMillis());
        } catch (JedisDataException e) {
            close(open);
            if (mayPass(e)) {
                throw e;
            }
            throw new Refused(redis.reason(address, e).getMessage());
        } catch (RuntimeException e) {
            close(open);
            throw e;
        }
        synchronized (this) {
            if (closed || !prefixes.equals(prefixes())) {
                open.cut();
            }
        }
        inForce(resp3 ? "RESP3 push" : "RESP2 messages", prefixes);
        return open;
    }

    private static void close(TrackingConnection open) {
        if (open != null) {
            open.cut();
        }
    }

    /** Whether the server refuses everything just now, and not tracking in particular. */
    private static boolean mayPass(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return !message.startsWith("NOPERM") && !message.startsWith("NOPROTO") && !message.startsWith("ERR")
                || message.contains("max number of clients")
                || message.startsWith("ERR Client sent AUTH")
                || message.startsWith("ERR AUTH");
    }

    /** Without those that begin like another: the server refuses overlapping ones. */
    private synchronized List<String> prefixes() {
        List<String> shortest = new ArrayList<>();
        for (String prefix : watched) { // sorted: one that others begin with comes before them
            if (shortest.isEmpty() || !prefix.startsWith(shortest.get(shortest.size() - 1))) {
                shortest.add(prefix);
            }
        }
        return shortest;
    }

    private void inForce(String how, List<String> prefixes) {
        String keys = prefixes.equals(List.of("")) ? "all keys" : "keys beginning with " + String.join(", ", prefixes);
        String message = "records are kept until the server tells of a change (" + how + ", " + keys + ")";
        if (!message.equals(inForce)) {
            LOG.info("Redis {}: {}", address, message);
            inForce = message;
        }
    }

    private void refused(String reason) {
        String message = "the server does not tell of changes: " + reason
                + "; records are kept for their look-up's maxAgeMillis, a minute if it has none";
        if (!message.equals(inForce)) {
            inForce = message;
            context.report(redis.name() + ".tracking", "Redis " + address + ": " + message);
        }
        lease = byAge; // also while the server is asked again
        connection = Optional.empty();
        firstTry.countDown();
        pause(REFUSED_PAUSE_MILLIS);
    }

    private void lost(String reason) {
        ValidityToken ended = lease;
        lease = ValidityToken.NONE;
        if (ended.isValid() && ended.isTracked()) {
            ended.invalidate(now());
            metrics.flushed();
        }
        if (!closed) {
            context.report(
                    redis.name() + ".tracking",
                    "Redis " + address + ": changes are not told just now, so nothing is kept in memory: " + reason);
        }
        connection.ifPresent(TrackingConnection::cut);
        connection = Optional.empty();
        firstTry.countDown();
        pause(pauseMillis);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }

    private long now() {
        return context.ticker().getAsLong();
    }

    private void listen(TrackingConnection open) {
        while (!closed) {
            if (open.next() instanceof List<?> message && !message.isEmpty()) {
                if (is(INVALIDATE, message.get(0)) && message.size() == 2) {
                    changed(message.get(1));
                } else if (is(MESSAGE, message.get(0)) && message.size() == 3) {
                    changed(message.get(2));
                }
            }
        }
    }

    private static boolean is(byte[] word, Object value) {
        return value instanceof byte[] bytes && Arrays.equals(word, bytes);
    }

    private void changed(Object keys) {
        if (keys instanceof List<?> list) {
            for (Object key : list) {
                if (key instanceof byte[] bytes) {
                    changes.recordChanged(new String(bytes, StandardCharsets.UTF_8));
                }
            }
            metrics.invalidated(list.size());
        } else { // FLUSHALL and FLUSHDB: all of them
            ValidityToken ended = lease;
            lease = ValidityToken.tracked();
            ended.invalidate(now());
            metrics.flushed();
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
        Optional<Thread> listening;
        synchronized (this) {
            closed = true;
            listening = thread;
        }
        connection.ifPresent(TrackingConnection::cut);
        listening.ifPresent(running -> {
            running.interrupt();
            try {
                running.join(redis.connectTimeoutMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
