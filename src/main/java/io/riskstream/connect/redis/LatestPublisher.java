package io.riskstream.connect.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The connections of a worker to one server, or to the primaries of a cluster, each with a {@link LatestWriter}. A write whose slot has no known server goes to
 * the configured one, which names the right one; the slot map is then read again, and after each failure of a server.
 */
final class LatestPublisher implements Publisher, LatestWriter.Redirections {
    private static final long CHECK_MILLIS = 500;
    private static final int MAX_REDIRECTIONS = 5;
    /** A larger key is a mistake in the key template. Redis itself allows 512 MB. */
    private static final int MAX_KEY_BYTES = 4_096;
    /** Minimum interval between two reads of the slot map, however many redirections there are. */
    private static final long MIN_REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(15);

    private final RedisLatest sink;
    private final StageContext context;
    private final LatestMetrics metrics;
    private final LatestWriter seed;
    private final Map<HostAndPort, LatestWriter> writers = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<LatestWriter> slots = new AtomicReferenceArray<>(ClusterSlots.COUNT);
    private final ScheduledExecutorService watchdog;
    private final ReentrantLock refreshing = new ReentrantLock();

    @GuardedBy("refreshing")
    private long refreshedAt = System.nanoTime() - MIN_REFRESH_NANOS;

    private volatile boolean closed;

    LatestPublisher(RedisLatest sink, StageContext context) {
        this.sink = sink;
        this.context = context;
        this.metrics = new LatestMetrics(context.metrics(), sink.name());
        this.seed = new LatestWriter(
                sink,
                sink.redis().seed(),
                metrics,
                sink.redis().isCluster() ? this : LatestWriter.Redirections.NONE,
                context);
        writers.put(seed.address(), seed);
        metrics.registerWaiting(
                () -> writers.values().stream().mapToLong(LatestWriter::waiting).sum());
        watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "redis-latest-watchdog-" + seed.address());
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = watchdog.scheduleWithFixedDelay(
                () -> writers.values().forEach(LatestWriter::disconnectIfStuck),
                CHECK_MILLIS,
                CHECK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        LatestWrite write;
        try {
            write = LatestWrite.of(message, sink.ttlSeconds(), receipt);
        } catch (IllegalArgumentException e) {
            receipt.failed(new Refused(
                    RejectionCode.PUBLISH_REFUSED,
                    "RedisLatest stores outputs of PublishScore and PublishDeadLetter only, and this message"
                            + " lacks their headers"));
            return;
        }
        if (write.key().length > MAX_KEY_BYTES) {
            metrics.countRefused();
            receipt.failed(new Refused(
                    RejectionCode.PUBLISH_REFUSED,
                    "the key has " + write.key().length + " bytes; at most " + MAX_KEY_BYTES + " are allowed"));
        } else if (write.bytes() > sink.maxBytes()) {
            metrics.countRefused();
            receipt.failed(new Refused(
                    RejectionCode.PUBLISH_TOO_LARGE,
                    "the message has " + write.bytes() + " bytes; option 'maxBytes' allows " + sink.maxBytes()));
        } else {
            writerOf(write.key()).write(write);
        }
    }

    private LatestWriter writerOf(byte[] key) {
        if (!sink.redis().isCluster()) {
            return seed;
        }
        LatestWriter writer = slots.get(JedisClusterCRC16.getSlot(key));
        return writer == null || writer.isClosed() ? seed : writer;
    }

    /** A write may wait for two round trips before it, and for a connection attempt. A write that was given up and happens all the same does no harm. */
    @Override
    public Duration deadline() {
        return Duration.ofMillis(4L * sink.redis().socketTimeoutMillis()
                        + 2L * sink.redis().connectTimeoutMillis())
                .plus(DEADLINE_MARGIN);
    }

    // ---- Cluster ----

    @Override
    public void redirected(LatestWrite write, JedisRedirectionException redirection, HostAndPort from) {
        if (write.redirections() >= MAX_REDIRECTIONS) {
            write.fail(new UnavailableException(
                    "the servers of the Redis cluster redirected the write more than " + MAX_REDIRECTIONS + " times"));
            return;
        }
        boolean asking = redirection instanceof JedisAskDataException;
        HostAndPort target = redirection.getTargetNode();
        // a redirection without a host name means the same host
        Optional<LatestWriter> writer =
                writer(target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target);
        if (writer.isEmpty()) {
            write.fail(new UnavailableException("the connection to Redis " + from + " is closed"));
            return;
        }
        if (!asking) {
            slots.set(redirection.getSlot(), writer.get());
        }
        writer.get().write(write.redirected(asking));
        if (!asking) {
            refresh(Optional.empty());
        }
    }

    @Override
    public void serverFailed(HostAndPort server) {
        refresh(Optional.of(server));
    }

    /** Returns the writer of a server; empty if this publisher is closed. */
    private Optional<LatestWriter> writer(HostAndPort address) {
        synchronized (writers) {
            return closed
                    ? Optional.empty()
                    : Optional.of(writers.computeIfAbsent(
                            address, server -> new LatestWriter(sink, server, metrics, this, context)));
        }
    }

    /**
     * Reads the slot map from the first server that returns it. A call soon after another one, or on another thread meanwhile, reads nothing.
     *
     * @param failed the server to ask last
     */
    private void refresh(Optional<HostAndPort> failed) {
        if (!refreshing.tryLock()) {
            return;
        }
        try {
            if (closed || System.nanoTime() - refreshedAt < MIN_REFRESH_NANOS) {
                return;
            }
            Set<HostAndPort> candidates = new LinkedHashSet<>(writers.keySet());
            failed.ifPresent(candidates::remove);
            failed.ifPresent(candidates::add);
            for (HostAndPort address : candidates) {
                try (Jedis connection = sink.redis().open(address, context::secret)) {
                    apply(ClusterSlots.read(address, connection));
                    break;
                } catch (RuntimeException e) {
                    context.report(
                            sink.name(), sink.redis().unavailable(address, e).getMessage());
                }
            }
            refreshedAt = System.nanoTime();
        } finally {
            refreshing.unlock();
        }
    }

    private void apply(ClusterSlots read) {
        for (int slot = 0; slot < ClusterSlots.COUNT; slot++) {
            Optional<LatestWriter> writer = read.primaryOf(slot).flatMap(this::writer);
            if (writer.isPresent()) {
                slots.set(slot, writer.get());
            }
        }
        Set<HostAndPort> primaries = read.primaries();
        if (!primaries.isEmpty()) {
            for (LatestWriter writer : List.copyOf(writers.values())) {
                if (!primaries.contains(writer.address()) && writer != seed) {
                    writers.remove(writer.address()); // first, so that no write is redirected to a closed writer
                    writer.close();
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (writers) {
            closed = true; // writer() creates none after this
        }
        watchdog.shutdownNow();
        writers.values().forEach(LatestWriter::close);
    }
}
