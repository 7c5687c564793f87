package io.riskstream.connect.redis;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StoreRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * The servers of a Redis cluster. Each primary has its own connections, so a slow or failed primary delays only its own records and sends its own
 * invalidations. Any server returns the slot map; it is read again after each redirection, after each failure, and once a minute.
 */
final class RedisCluster implements RedisNodes {
    private static final int MAX_REDIRECTIONS = 5;
    private static final long REFRESH_MILLIS = 60_000;
    /** Minimum interval between two reads of the slot map, however many redirections there are. */
    private static final long MIN_REFRESH_MILLIS = 100;

    private static final long REFRESH_AFTER_FAILURE_MILLIS = 500;

    /**
     * A request that another server has redirected.
     *
     * @param needsAsking true if the slot is migrating to the target server, which then serves it only after the command ASKING
     */
    record RedirectedRequest(StoreRequest request, int redirections, boolean needsAsking) implements StoreRequest {
        @Override
        public String key() {
            return request.key();
        }

        @Override
        public void failed(String cause) {
            request.failed(cause);
        }

        @Override
        public void unreadable(String cause) {
            request.unreadable(cause);
        }
    }

    private final Redis redis;
    private final RedisMetrics metrics;
    private final RecordChangeListener changes;
    private final StageContext context;
    private final Map<HostAndPort, RedisNode> nodes = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<RedisNode> slots = new AtomicReferenceArray<>(ClusterSlots.COUNT);
    private final Semaphore refreshRequests = new Semaphore(0);
    private final CountDownLatch firstAttempt = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    /** Why a slot has no server. */
    private volatile String failure = "the cluster's slot map has not been read yet";

    @GuardedBy("this")
    private final Set<String> watchedPrefixes = new TreeSet<>();

    RedisCluster(Redis redis, RedisMetrics metrics, RecordChangeListener changes, StageContext context) {
        this.redis = redis;
        this.metrics = metrics;
        this.changes = changes;
        this.context = context;
        this.thread = new Thread(this::run, "redis-cluster-" + redis.seed());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void fetch(List<? extends StoreRequest> requests) {
        Map<RedisNode, List<StoreRequest>> byNode = new HashMap<>();
        for (StoreRequest request : requests) {
            RedisNode node = slots.get(ClusterSlots.slotOf(request.key()));
            if (node == null) {
                requestRefresh();
                request.failed(failure);
            } else {
                byNode.computeIfAbsent(node, first -> new ArrayList<>()).add(request);
            }
        }
        byNode.forEach(RedisNode::fetch);
    }

    /** Sends a request to the server named in a redirection. Called on the thread of the redirecting server's fetcher. */
    private void redirected(HostAndPort from, StoreRequest request, JedisRedirectionException redirection) {
        int redirections = request instanceof RedirectedRequest earlier ? earlier.redirections + 1 : 1;
        StoreRequest original = request instanceof RedirectedRequest earlier ? earlier.request : request;
        if (redirections > MAX_REDIRECTIONS) {
            original.failed(
                    "the servers of the cluster redirected the request more than " + MAX_REDIRECTIONS + " times");
            return;
        }
        if (closed) {
            original.failed("Redis " + from + ": closed");
            return;
        }
        boolean needsAsking = redirection instanceof JedisAskDataException;
        HostAndPort target = redirection.getTargetNode();
        // a redirection without a host name means the same host
        RedisNode node;
        try {
            node = node(target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target);
        } catch (UnavailableException closedMeanwhile) {
            original.failed(closedMeanwhile.getMessage());
            return;
        }
        if (!needsAsking) {
            slots.set(redirection.getSlot(), node);
            requestRefresh();
        }
        node.fetch(List.of(new RedirectedRequest(original, redirections, needsAsking)));
    }

    private RedisNode node(HostAndPort address) {
        synchronized (this) {
            RedisNode known = nodes.get(address);
            if (known != null) {
                return known;
            }
            if (closed) {
                throw new UnavailableException("Redis " + address + ": closed");
            }
            RedisNode node = new RedisNode(
                    redis,
                    address,
                    metrics,
                    new RedisFetcher.RedirectionHandler() {
                        @Override
                        public void redirected(StoreRequest request, JedisRedirectionException redirection) {
                            RedisCluster.this.redirected(address, request, redirection);
                        }

                        @Override
                        public void serverFailed() {
                            requestRefresh();
                        }
                    },
                    changes,
                    context);
            if (!watchedPrefixes.isEmpty()) {
                node.watch(watchedPrefixes);
            }
            nodes.put(address, node);
            return node;
        }
    }

    private void requestRefresh() {
        refreshRequests.release();
    }

    private void run() {
        try {
            while (!closed) {
                boolean read = readSlots();
                firstAttempt.countDown();
                TimeUnit.MILLISECONDS.sleep(MIN_REFRESH_MILLIS);
                boolean healthy = read && nodes.values().stream().noneMatch(RedisNode::isDown);
                refreshRequests.tryAcquire(
                        healthy ? REFRESH_MILLIS : REFRESH_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
                refreshRequests.drainPermits();
            }
        } catch (InterruptedException e) {
            // only close() interrupts this thread
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the slot map from the first server that returns it. */
    private boolean readSlots() {
        Set<HostAndPort> candidates = new LinkedHashSet<>();
        nodes.values().stream().filter(node -> !node.isDown()).forEach(node -> candidates.add(node.address()));
        candidates.add(redis.seed());
        candidates.addAll(nodes.keySet());
        RuntimeException last = null;
        for (HostAndPort address : candidates) {
            if (closed) {
                return false;
            }
            try (Jedis connection = redis.open(address, context::secret)) {
                apply(ClusterSlots.read(address, connection));
                return true;
            } catch (RuntimeException e) {
                last = e;
            }
        }
        failure = redis.unavailable(redis.seed(), last).getMessage();
        context.report(redis.name(), failure);
        return false;
    }

    private void apply(ClusterSlots read) {
        for (int slot = 0; slot < ClusterSlots.COUNT; slot++) {
            Optional<HostAndPort> primary = read.primaryOf(slot);
            if (primary.isPresent()) {
                slots.set(slot, node(primary.get()));
            }
        }
        Set<HostAndPort> primaries = read.primaries();
        // closing a server that is no longer a primary ends the validity of the records that it returned
        if (!primaries.isEmpty()) {
            for (RedisNode node : List.copyOf(nodes.values())) {
                if (!primaries.contains(node.address())) {
                    nodes.remove(node.address()); // first, so that no request is redirected to a closed server
                    node.close();
                }
            }
        }
    }

    @Override
    public void watch(Set<String> prefixes) {
        synchronized (this) {
            watchedPrefixes.addAll(prefixes);
            nodes.values().forEach(node -> node.watch(prefixes));
        }
    }

    @Override
    public Collection<RedisNode> nodes() {
        return nodes.values();
    }

    @Override
    public void awaitFirstAttempt() {
        boolean unused = Uninterruptibles.awaitUninterruptibly(
                firstAttempt, redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
        nodes.values().forEach(RedisNode::awaitFirstAttempt);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true; // node() creates none after this
        }
        thread.interrupt();
        Uninterruptibles.joinUninterruptibly(thread, redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
        nodes.values().forEach(RedisNode::close);
    }
}
