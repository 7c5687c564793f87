package io.riskstream.connect;

import io.riskstream.Records;
import io.riskstream.StageContext;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A worker's connection to a Redis server. One thread takes whatever requests are waiting, asks for all their keys in one MGET, and completes
 * them; whoever asks never waits. Every request is completed: with its records, or with {@link Unavailable}.
 *
 * <p>While the server cannot be reached, requests fail at once, and the thread tries again and again, after a growing pause.
 */
final class RedisRecords implements Records {
    private static final String REPORT = "redis";
    private static final int MOST_WAITING = 10_000;
    /** Keys of one MGET: it holds up the server's other clients for as long as it runs, some hundred microseconds. */
    private static final int MOST_KEYS = 1_000;
    /** An unused connection is asked for a sign of life so often: load balancers cut one after some minutes. */
    private static final long IDLE_SECONDS = 60;

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long CLOSING_MILLIS = 1_000;

    private record Request(List<String> keys, CompletableFuture<List<Optional<byte[]>>> answer) {}

    private final Redis server;
    private final StageContext context;
    private final BlockingQueue<Request> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    /** What the thread works at; others read it only to complete it when all is over. */
    private volatile List<Request> asking = List.of();

    private volatile Optional<Jedis> connection = Optional.empty();
    private volatile Optional<Unavailable> down = Optional.empty();
    private final CountDownLatch firstTry = new CountDownLatch(1);
    private volatile boolean closed;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    RedisRecords(Redis server, StageContext context) {
        this.server = server;
        this.context = context;
        this.thread = new Thread(this::run, "look-ups in " + server.address());
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until the first connection stands, or has failed, so that the first event does not pay for it with its deadline. */
    void awaitFirstTry(Duration longest) {
        try {
            firstTry.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public CompletionStage<List<Optional<byte[]>>> fetch(List<String> keys) {
        Optional<Unavailable> reason = down;
        if (reason.isPresent()) {
            return CompletableFuture.failedStage(reason.get());
        }
        Request request = new Request(List.copyOf(keys), new CompletableFuture<>());
        if (!waiting.offer(request)) {
            request.answer()
                    .completeExceptionally(new Unavailable(
                            server.address() + " does not keep up: " + MOST_WAITING + " requests are waiting"));
        } else {
            // the thread may have failed all that waited just before this came
            down.ifPresent(this::failWaiting);
        }
        return request.answer();
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
                    if (!closed) {
                        giveUp(e);
                        firstTry.countDown();
                        TimeUnit.MILLISECONDS.sleep(nextPause());
                    }
                }
            }
        } catch (InterruptedException e) {
            // close() interrupts; nobody else knows this thread
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void connect() {
        connection = Optional.of(server.open());
        if (!closed) {
            down = Optional.empty();
        }
    }

    private void end() {
        closed = true;
        Unavailable reason = new Unavailable(server.address() + ": closed");
        down = Optional.of(reason);
        disconnect();
        failAll(reason);
    }

    private void disconnect() {
        connection.ifPresent(jedis -> {
            try {
                jedis.getClient().forceDisconnect();
            } catch (IOException e) {
                // it is gone either way
            }
        });
        connection = Optional.empty();
    }

    /** Answers the requests that are waiting, or else waits for one. */
    private void serve() throws InterruptedException {
        Request first = waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        if (first == null) {
            connection.orElseThrow().ping();
            return;
        }
        List<Request> together = new ArrayList<>();
        int keys = 0;
        for (Request next = first; next != null; next = keys < MOST_KEYS ? waiting.poll() : null) {
            together.add(next);
            keys += next.keys().size();
        }
        asking = together;
        List<byte[]> records = records(together);
        int from = 0;
        for (Request request : together) {
            List<Optional<byte[]>> own = new ArrayList<>(request.keys().size());
            for (int i = 0; i < request.keys().size(); i++) {
                own.add(Optional.ofNullable(records.get(from++)));
            }
            request.answer().complete(own);
        }
        asking = List.of();
        pauseMillis = FIRST_PAUSE_MILLIS;
    }

    private List<byte[]> records(List<Request> requests) {
        List<byte[]> keys = new ArrayList<>();
        for (Request request : requests) {
            for (String key : request.keys()) {
                keys.add(key.getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return records(connection.orElseThrow(), keys);
        } catch (JedisConnectionException e) {
            if (closed || timedOut(e)) {
                throw e;
            }
            // the server, or something on the way, has cut the connection, perhaps long ago: a new one may do
            disconnect();
            connect();
            return records(connection.orElseThrow(), keys);
        }
    }

    private static List<byte[]> records(Jedis jedis, List<byte[]> keys) {
        List<byte[]> records = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + MOST_KEYS));
            records.addAll(jedis.mget(some.toArray(byte[][]::new)));
        }
        return records;
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Fails whoever waits; until the next connection holds, nobody waits again. */
    private void giveUp(RuntimeException failure) {
        Unavailable reason = reason(failure);
        down = Optional.of(reason);
        disconnect();
        failAll(reason);
        context.report(REPORT, reason.getMessage());
    }

    private Unavailable reason(RuntimeException failure) {
        if (failure instanceof Unavailable unavailable) {
            return unavailable;
        }
        if (failure instanceof JedisDataException) {
            // its first word says what is wrong; the rest may quote keys
            String message = String.valueOf(failure.getMessage());
            int end = message.indexOf(' ');
            return new Unavailable(
                    server.address() + " refuses to answer: " + (end < 0 ? message : message.substring(0, end)));
        }
        return new Unavailable(server.address() + " does not answer: " + Unavailable.causeOf(failure));
    }

    private void failAll(Unavailable reason) {
        asking.forEach(request -> request.answer().completeExceptionally(reason));
        asking = List.of();
        failWaiting(reason);
    }

    private void failWaiting(Unavailable reason) {
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            request.answer().completeExceptionally(reason);
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
        end();
        thread.interrupt();
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
