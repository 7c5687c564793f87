package io.riskstream.connect.redis;

import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.ValidityToken;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * The way of a worker's look-ups to one server. One thread takes whatever requests are waiting, asks for all of them in one round trip, and
 * answers them; whoever asks never waits. Every request is answered.
 *
 * <p>It is its own circuit breaker: once the server fails, or lets a round trip pass its socket timeout, requests fail at once, and the thread
 * tries again and again, after a growing pause, until a login is answered.
 */
final class RedisFetcher implements AutoCloseable {
    /** Where requests go whose record is with another server. */
    interface Redirection {
        /** For a store of one server, which redirects nobody. */
        Redirection NONE =
                (request, where) -> request.failed("the server belongs to a cluster; set option 'cluster' to true");

        void follow(RecordRequest request, JedisRedirectionException where);

        /** Told when the server fails, on the lane's thread. */
        default void lost() {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(RedisFetcher.class);
    private static final int MOST_WAITING = 100_000;
    /** Keys of one MGET: it holds up the server's other clients for as long as it runs, some hundred microseconds. */
    private static final int MOST_KEYS = 1_000;
    /** An unused connection is asked for a sign of life so often: load balancers cut one after some minutes. */
    private static final long IDLE_SECONDS = 60;

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final long CLOSING_MILLIS = 1_000;

    /** What the server answered, to be read once the round trip is over. */
    private interface Reply {
        void read();
    }

    private final Redis redis;
    private final HostAndPort address;
    private final RedisMetrics metrics;
    private final Redirection redirection;
    private final Supplier<ValidityToken> leases;
    private final Runnable reconnected;
    private final StageContext context;
    private final BlockingQueue<List<? extends RecordRequest>> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingKeys = new AtomicInteger();
    private final Thread thread;
    private final CountDownLatch firstTry = new CountDownLatch(1);

    private volatile Optional<Jedis> connection = Optional.empty();
    private volatile Optional<UnavailableException> down = Optional.empty();
    private volatile boolean closed;
    /** When the round trip under way began, by System.nanoTime; 0 while there is none. */
    private volatile long askedSince;

    /** What the thread asks for just now; null where it has been answered. The thread's own. */
    private final List<RecordRequest> asking = new ArrayList<>();

    private long pauseMillis = FIRST_PAUSE_MILLIS;

    private boolean connectedBefore;

    RedisFetcher(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            Redirection redirection,
            Supplier<ValidityToken> leases,
            Runnable reconnected,
            StageContext context) {
        this.redis = redis;
        this.address = address;
        this.metrics = metrics;
        this.redirection = redirection;
        this.leases = leases;
        this.reconnected = reconnected;
        this.context = context;
        this.thread = new Thread(this::run, "look-ups in Redis " + address);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until the first connection stands, or has failed. */
    void awaitFirstTry() {
        try {
            firstTry.await(redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isDown() {
        return down.isPresent();
    }

    void fetch(List<? extends RecordRequest> requests) {
        Optional<UnavailableException> reason = down;
        if (reason.isPresent()) {
            fail(requests, reason.get());
            return;
        }
        if (waitingKeys.addAndGet(requests.size()) > MOST_WAITING) {
            waitingKeys.addAndGet(-requests.size());
            fail(
                    requests,
                    new UnavailableException(
                            "Redis " + address + " does not keep up: " + MOST_WAITING + " records are waited for"));
            return;
        }
        waiting.add(requests);
        // the thread may have failed all that waited just before this came
        down.ifPresent(this::failWaiting);
    }

    private static void fail(Iterable<? extends RecordRequest> requests, UnavailableException reason) {
        requests.forEach(request -> request.failed(reason.getMessage()));
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    if (connection.isEmpty()) {
                        connect();
                        firstTry.countDown();
                    }
                    serve();
                } catch (RuntimeException e) {
                    giveUp(redis.reason(address, e));
                } catch (StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                    // a bug, or a record too large: not the end of this lane
                    giveUp(new UnavailableException(
                            "Redis " + address + ": " + e.getClass().getSimpleName()));
                }
            }
        } catch (InterruptedException e) {
            // close() interrupts; nobody else knows this thread
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
            UnavailableException reason = closedNow();
            failAsking(reason);
            failWaiting(reason);
        }
    }

    private void connect() {
        connection = Optional.of(redis.open(address));
        if (connectedBefore) {
            // the name may lead to another server now, and what that one has must not be kept as if the old one told of
            // its changes
            reconnected.run();
        }
        connectedBefore = true;
        if (!closed) {
            down = Optional.empty();
        }
    }

    private UnavailableException closedNow() {
        closed = true;
        UnavailableException reason = new UnavailableException("Redis " + address + ": closed");
        down = Optional.of(reason);
        return reason;
    }

    private void disconnect() {
        connection.ifPresent(Redis::cut);
        connection = Optional.empty();
    }

    /** Answers the requests that are waiting, or else waits for some. */
    private void serve() throws InterruptedException {
        List<? extends RecordRequest> first = waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        if (first == null) {
            signOfLife(connection.orElseThrow());
            return;
        }
        for (List<? extends RecordRequest> next = first;
                next != null;
                next = asking.size() < MOST_KEYS ? waiting.poll() : null) {
            asking.addAll(next);
            waitingKeys.addAndGet(-next.size());
        }
        try {
            ask(connection.orElseThrow());
        } catch (JedisConnectionException e) {
            if (closed || timedOut(e)) {
                throw e;
            }
            // the server, or something on the way, has cut the connection, perhaps long ago: a new one may do
            disconnect();
            connect();
            ask(connection.orElseThrow());
        }
        pauseMillis = FIRST_PAUSE_MILLIS;
    }

    /** Asks for all that is not answered yet, so many at a time that neither side has to keep much. */
    private void ask(Jedis jedis) {
        try {
            for (int from = 0; from < asking.size(); from += MOST_KEYS) {
                askedSince = System.nanoTime() | 1; // never 0
                ask(jedis, from, Math.min(asking.size(), from + MOST_KEYS));
            }
        } finally {
            askedSince = 0;
        }
        asking.clear();
    }

    private void ask(Jedis jedis, int from, int to) {
        long start = context.ticker().getAsLong();
        // before anything is asked: a change that is told later than this ends it, or is told
        ValidityToken lease = leases.get();
        Pipeline pipeline = jedis.pipelined();
        List<Reply> replies = new ArrayList<>();
        List<Integer> texts = new ArrayList<>(to - from);
        int asked = 0;
        for (int i = from; i < to; i++) {
            RecordRequest request = asking.get(i);
            if (request == null) {
                continue;
            }
            asked++;
            if (request instanceof RedisCluster.Redirected redirected && redirected.asking()) {
                pipeline.sendCommand(new CommandArguments(Command.ASKING));
            }
            if (!request.members().isEmpty()) {
                replies.add(hash(i, pipeline, lease));
            } else if (redis.isCluster()) {
                replies.add(text(i, pipeline, lease)); // one MGET must not cross slots
            } else {
                texts.add(i);
            }
        }
        List<Integer> apart = new ArrayList<>(0);
        if (!texts.isEmpty()) {
            replies.add(texts(texts, pipeline, lease, apart));
        }
        pipeline.sync();
        metrics.fetched(asked, context.ticker().getAsLong() - start);
        replies.forEach(Reply::read);
        if (!apart.isEmpty()) {
            List<Reply> second =
                    apart.stream().map(i -> text(i, pipeline, lease)).toList();
            pipeline.sync();
            second.forEach(Reply::read);
        }
    }

    /** Many texts by one command; if it is refused as a whole, perhaps for one key's sake, they are to be asked for apart. */
    private Reply texts(List<Integer> places, Pipeline pipeline, ValidityToken lease, List<Integer> apart) {
        byte[][] keys = places.stream().map(i -> key(asking.get(i))).toArray(byte[][]::new);
        Response<List<byte[]>> response = pipeline.mget(keys);
        return () -> {
            List<byte[]> values;
            try {
                values = response.get();
            } catch (JedisDataException e) {
                refuseAll(e);
                apart.addAll(places);
                return;
            }
            for (int i = 0; i < values.size(); i++) {
                text(places.get(i), values.get(i), lease);
            }
        };
    }

    private Reply text(int place, Pipeline pipeline, ValidityToken lease) {
        Response<byte[]> response = pipeline.get(key(asking.get(place)));
        return () -> {
            byte[] value;
            try {
                value = response.get();
            } catch (JedisDataException e) {
                refused(place, e);
                return;
            }
            text(place, value, lease);
        };
    }

    private void text(int place, byte[] value, ValidityToken lease) {
        if (value == null) {
            answer(place, request -> request.missing(lease));
        } else {
            answer(place, request -> request.found(value, lease));
        }
    }

    private Reply hash(int place, Pipeline pipeline, ValidityToken lease) {
        RecordRequest hash = asking.get(place);
        byte[][] members = hash.members().stream()
                .map(member -> member.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        Response<List<byte[]>> response = pipeline.hmget(key(hash), members);
        return () -> {
            List<Optional<byte[]>> values;
            try {
                values = response.get().stream().map(Optional::ofNullable).toList();
            } catch (JedisDataException e) {
                refused(place, e);
                return;
            }
            if (values.stream().allMatch(Optional::isEmpty)) {
                answer(place, request -> request.missing(lease));
            } else {
                answer(place, request -> request.found(values, lease));
            }
        };
    }

    /** Answers a request, and will not answer it again, whatever comes after. */
    private void answer(int place, Consumer<RecordRequest> how) {
        RecordRequest request = asking.set(place, null);
        try {
            how.accept(request);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // a bug in whoever asked; the others' records are here all the same
            context.report(
                    redis.name() + ".internal",
                    "a record was not taken: " + e.getClass().getSimpleName());
        }
    }

    private static byte[] key(RecordRequest request) {
        return request.key().getBytes(StandardCharsets.UTF_8);
    }

    private void refused(int place, JedisDataException e) {
        if (e instanceof JedisRedirectionException where) {
            answer(place, request -> redirection.follow(request, where));
            return;
        }
        refuseAll(e);
        if (Redis.code(e).equals("WRONGTYPE")) {
            answer(place, request -> request.unreadable("it is of another type than its look-up's format says"));
        } else {
            answer(place, request -> request.failed(redis.reason(address, e).getMessage()));
        }
    }

    /** Lets pass what concerns one command or key; throws what concerns the server, and so all that is asked of it. */
    private static void refuseAll(JedisDataException e) {
        switch (Redis.code(e)) {
            case "NOPERM", "WRONGTYPE", "ERR", "CROSSSLOT", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN" -> {}
            default -> throw e;
        }
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** A user that may not PING is answered all the same. */
    private static void signOfLife(Jedis jedis) {
        try {
            jedis.ping();
        } catch (JedisDataException refused) {
            LOG.trace("PING is refused", refused);
        }
    }

    /** Cuts a connection on which a round trip has taken far too long: a socket's timeout does not bound what is written. On any thread. */
    void cutIfStuck() {
        long since = askedSince;
        long longest = TimeUnit.MILLISECONDS.toNanos(2L * redis.socketTimeoutMillis());
        if (since != 0 && System.nanoTime() - since > longest) {
            connection.ifPresent(Redis::cut);
        }
    }

    /** Fails whoever waits, and pauses; until the next connection holds, nobody waits again. */
    private void giveUp(UnavailableException reason) throws InterruptedException {
        if (closed) {
            return;
        }
        down = Optional.of(reason);
        disconnect();
        // first, so that whoever sees a failure sees it told
        context.report(redis.name(), reason.getMessage());
        failAsking(reason);
        failWaiting(reason);
        redirection.lost();
        firstTry.countDown();
        TimeUnit.MILLISECONDS.sleep(nextPause());
    }

    private void failAsking(UnavailableException reason) {
        for (int i = 0; i < asking.size(); i++) {
            if (asking.get(i) != null) {
                answer(i, request -> request.failed(reason.getMessage()));
            }
        }
        asking.clear();
    }

    private void failWaiting(UnavailableException reason) {
        for (List<? extends RecordRequest> requests = waiting.poll(); requests != null; requests = waiting.poll()) {
            waitingKeys.addAndGet(-requests.size());
            fail(requests, reason);
        }
    }

    /** Doubles each time, and varies, so that the workers do not come back all at once. */
    private long nextPause() {
        long pause = pauseMillis;
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    /** Fails what is under way and waiting, and ends the thread. */
    @Override
    public void close() {
        closedNow();
        connection.ifPresent(Redis::cut);
        thread.interrupt();
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        down.ifPresent(this::failWaiting);
    }
}
