package io.riskstream.connect.redis;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.StageContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records and histories of one {@link Redis} on one worker. All tasks of the worker share it. */
final class RedisRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRecords.class);
    /** Interval of the PINGs on tracking connections. A half-open connection is detected after this interval plus the socket timeout. */
    static final long PING_MILLIS = 500;

    private final RedisNodes servers;
    private final Set<RecordChangeListener> listeners = new CopyOnWriteArraySet<>();
    private final ScheduledExecutorService watchdog;

    RedisRecords(Redis redis, StageContext context) {
        RedisMetrics metrics = new RedisMetrics(context.metrics(), redis.name());
        RecordChangeListener changes = key -> listeners.forEach(listener -> listener.recordChanged(key));
        servers = redis.isCluster()
                ? new RedisCluster(redis, metrics, changes, context)
                : new RedisNode(redis, redis.seed(), metrics, RedisFetcher.RedirectionHandler.NONE, changes, context);
        metrics.registerStates(
                () -> servers.nodes().stream().filter(RedisNode::isDown).count(),
                () -> servers.nodes().stream().filter(RedisNode::isTracking).count());
        watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "redis-watchdog-" + redis.seed());
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = watchdog.scheduleWithFixedDelay(
                this::checkConnections, PING_MILLIS, PING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void checkConnections() {
        for (RedisNode node : servers.nodes()) {
            try {
                node.checkConnections();
            } catch (RuntimeException e) {
                // an exception that leaves this method would end the schedule for all servers
                LOG.warn("Redis {}: cannot check the connections", node.address(), e);
            }
        }
    }

    void awaitFirstAttempt() {
        servers.awaitFirstAttempt();
    }

    /** Returns a view for one stage: closing it leaves the connections to the other stages. */
    Records forStage() {
        return new Records() {
            @Override
            public void fetch(List<? extends RecordRequest> requests) {
                servers.fetch(requests);
            }

            @Override
            public void watch(Set<String> prefixes, RecordChangeListener changes) {
                listeners.add(changes);
                servers.watch(prefixes);
                servers.awaitFirstAttempt();
            }

            @Override
            public void close() {
                // the context closes the shared connections after their last user
            }
        };
    }

    /** Returns a view for one stage: closing it leaves the connections to the other stages. */
    Histories historiesForStage() {
        return new Histories() {
            @Override
            public void append(List<? extends HistoryRequest> requests) {
                servers.fetch(requests);
            }

            @Override
            public void trim(HistoryTrim trim) {
                servers.fetch(List.of(trim));
            }

            @Override
            public void close() {
                // the context closes the shared connections after their last user
            }
        };
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        servers.close();
    }
}
