package io.riskstream.connect.redis;

import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.StageContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's look-ups in one Redis, a single server or a cluster; all its tasks share it. */
final class RedisRecords implements Records {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRecords.class);
    /** How often a tracked connection is asked for a sign of life. One that is cut without a word is found out after this and the socket's timeout. */
    static final long PING_MILLIS = 500;

    private final RedisTopology topology;
    private final Set<RecordChangeListener> watchers = new CopyOnWriteArraySet<>();
    private final ScheduledExecutorService watchdog;

    RedisRecords(Redis redis, StageContext context) {
        RedisMetrics metrics = new RedisMetrics(context.metrics(), redis.name());
        RecordChangeListener changes = key -> watchers.forEach(watcher -> watcher.recordChanged(key));
        topology = redis.isCluster()
                ? new RedisCluster(redis, metrics, changes, context)
                : new SingleRedis(redis, metrics, changes, context);
        metrics.states(
                () -> topology.nodes().stream().filter(RedisNode::isDown).count(),
                () -> topology.nodes().stream().filter(RedisNode::tellsChanges).count());
        watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watchdog of " + redis.address());
            thread.setDaemon(true);
            return thread;
        });
        watchdog.scheduleWithFixedDelay(this::lookAfter, PING_MILLIS, PING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookAfter() {
        for (RedisNode node : topology.nodes()) {
            try {
                node.ping();
            } catch (RuntimeException e) {
                // one that is thrown would end the watch over all of them
                LOG.warn("Redis {} cannot be looked after", node.address(), e);
            }
        }
    }

    @Override
    public void fetch(List<? extends RecordRequest> requests) {
        topology.fetch(requests);
    }

    @Override
    public void watch(Set<String> prefixes, RecordChangeListener changes) {
        watchers.add(changes);
        topology.watch(prefixes);
    }

    void awaitFirstTry() {
        topology.awaitFirstTry();
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        topology.close();
    }
}
