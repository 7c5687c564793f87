package io.riskstream.connect.redis;

import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.ValidityToken;
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
 * The servers of a Redis cluster. Each primary has a lane of its own, so that one that is slow or down holds up its own records alone, and tells
 * of its own changes. Which primary has which slots is learned from any of them, anew whenever one redirects or fails, and once a minute.
 */
final class RedisCluster implements RedisTopology {
    private static final int MOST_REDIRECTIONS = 5;
    private static final long REFRESH_MILLIS = 60_000;
    /** The cluster is asked no more often than this, however many redirections there are. */
    private static final long LEAST_PAUSE_MILLIS = 100;

    private static final long FAILED_PAUSE_MILLIS = 500;

    /** A request that another server has sent here. */
    static final class Redirected implements RecordRequest {
        private final RecordRequest request;
        private final int redirections;
        private final boolean asking;

        private Redirected(RecordRequest request, int redirections, boolean asking) {
            this.request = request;
            this.redirections = redirections;
            this.asking = asking;
        }

        /** Whether the slot is on its way here, so that the server must be told that this is known. */
        boolean asking() {
            return asking;
        }

        @Override
        public String key() {
            return request.key();
        }

        @Override
        public List<String> members() {
            return request.members();
        }

        @Override
        public void found(byte[] text, ValidityToken lease) {
            request.found(text, lease);
        }

        @Override
        public void found(List<Optional<byte[]>> values, ValidityToken lease) {
            request.found(values, lease);
        }

        @Override
        public void missing(ValidityToken lease) {
            request.missing(lease);
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
    private final Semaphore wanted = new Semaphore(0);
    private final CountDownLatch firstTry = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private volatile String unknown = "the cluster's servers are not known yet";
    // guarded by this
    private final Set<String> watched = new TreeSet<>();

    RedisCluster(Redis redis, RedisMetrics metrics, RecordChangeListener changes, StageContext context) {
        this.redis = redis;
        this.metrics = metrics;
        this.changes = changes;
        this.context = context;
        this.thread = new Thread(this::run, "servers of " + redis.address());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void fetch(List<? extends RecordRequest> requests) {
        Map<RedisNode, List<RecordRequest>> byNode = new HashMap<>();
        for (RecordRequest request : requests) {
            RedisNode node = slots.get(ClusterSlots.slotOf(request.key()));
            if (node == null) {
                refresh();
                request.failed(unknown);
            } else {
                byNode.computeIfAbsent(node, first -> new ArrayList<>()).add(request);
            }
        }
        byNode.forEach(RedisNode::fetch);
    }

    /** Sends a request where its server says; on that server's lane. */
    private void follow(HostAndPort from, RecordRequest request, JedisRedirectionException where) {
        int redirections = request instanceof Redirected before ? before.redirections + 1 : 1;
        RecordRequest origin = request instanceof Redirected before ? before.request : request;
        if (redirections > MOST_REDIRECTIONS) {
            origin.failed("the servers of the cluster send it from one to another");
            return;
        }
        if (closed) {
            origin.failed("Redis " + from + ": closed");
            return;
        }
        boolean asking = where instanceof JedisAskDataException;
        HostAndPort target = where.getTargetNode();
        // a cluster that does not tell its servers' names means: at the same one
        RedisNode node = node(target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target);
        if (!asking) {
            slots.set(where.getSlot(), node);
            refresh();
        }
        node.fetch(List.of(new Redirected(origin, redirections, asking)));
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
                    new RedisFetcher.Redirection() {
                        @Override
                        public void follow(RecordRequest request, JedisRedirectionException where) {
                            RedisCluster.this.follow(address, request, where);
                        }

                        @Override
                        public void lost() {
                            refresh();
                        }
                    },
                    changes,
                    context);
            if (!watched.isEmpty()) {
                node.watch(watched);
            }
            nodes.put(address, node);
            return node;
        }
    }

    private void refresh() {
        wanted.release();
    }

    private void run() {
        try {
            while (!closed) {
                boolean learned = learn();
                firstTry.countDown();
                TimeUnit.MILLISECONDS.sleep(LEAST_PAUSE_MILLIS);
                boolean well = learned && nodes.values().stream().noneMatch(RedisNode::isDown);
                wanted.tryAcquire(well ? REFRESH_MILLIS : FAILED_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                wanted.drainPermits();
            }
        } catch (InterruptedException e) {
            // close() interrupts; nobody else knows this thread
            Thread.currentThread().interrupt();
        }
    }

    /** Asks one server after the other for the cluster's map, until one answers. */
    private boolean learn() {
        Set<HostAndPort> known = new LinkedHashSet<>();
        nodes.values().stream().filter(node -> !node.isDown()).forEach(node -> known.add(node.address()));
        known.add(redis.seed());
        known.addAll(nodes.keySet());
        RuntimeException last = null;
        for (HostAndPort address : known) {
            if (closed) {
                return false;
            }
            try (Jedis connection = redis.open(address)) {
                apply(ClusterSlots.of(address, connection));
                return true;
            } catch (RuntimeException e) {
                last = e;
            }
        }
        unknown = redis.reason(redis.seed(), last).getMessage();
        context.report(redis.name(), unknown);
        return false;
    }

    private void apply(ClusterSlots told) {
        for (int slot = 0; slot < ClusterSlots.COUNT; slot++) {
            HostAndPort primary = told.primaryOf(slot);
            if (primary != null) {
                slots.set(slot, node(primary));
            }
        }
        Set<HostAndPort> primaries = told.primaries();
        // a server that is primary no more: what was read from it is believed no longer
        for (RedisNode node : nodes.values()) {
            if (!primaries.contains(node.address()) && !primaries.isEmpty()) {
                nodes.remove(node.address());
                node.close();
            }
        }
    }

    @Override
    public void watch(Set<String> prefixes) {
        synchronized (this) {
            watched.addAll(prefixes);
            nodes.values().forEach(node -> node.watch(prefixes));
        }
        nodes.values().forEach(RedisNode::awaitFirstTry);
    }

    @Override
    public Collection<RedisNode> nodes() {
        return nodes.values();
    }

    @Override
    public void awaitFirstTry() {
        try {
            firstTry.await(redis.connectTimeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        nodes.values().forEach(RedisNode::awaitFirstTry);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true; // from here on node() makes none
        }
        thread.interrupt();
        try {
            thread.join(redis.connectTimeoutMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        nodes.values().forEach(RedisNode::close);
    }
}
