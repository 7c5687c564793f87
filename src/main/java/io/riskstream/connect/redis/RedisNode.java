package io.riskstream.connect.redis;

import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StoreRequest;
import io.riskstream.stage.ValidityToken;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** One server: the connection that fetches records and, with {@link InvalidationMode#TRACKING}, the connection that receives invalidations. */
final class RedisNode implements RedisNodes {
    private final HostAndPort address;
    private final RedisFetcher fetcher;
    private final Optional<RedisTracker> tracker;

    RedisNode(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            RedisFetcher.RedirectionHandler redirections,
            RecordChangeListener changes,
            StageContext context) {
        this.address = address;
        this.tracker = redis.freshness() == InvalidationMode.TRACKING
                ? Optional.of(new RedisTracker(redis, address, metrics, changes, context))
                : Optional.empty();
        ValidityToken byAge = ValidityToken.byAge();
        this.fetcher = new RedisFetcher(
                redis,
                address,
                metrics,
                redirections,
                () -> tracker.map(RedisTracker::token).orElse(byAge),
                () -> tracker.ifPresent(RedisTracker::reconnect),
                context);
    }

    HostAndPort address() {
        return address;
    }

    @Override
    public void fetch(List<? extends StoreRequest> requests) {
        fetcher.fetch(requests);
    }

    @Override
    public void watch(Set<String> prefixes) {
        tracker.ifPresent(tracking -> tracking.watch(prefixes));
    }

    @Override
    public Collection<RedisNode> nodes() {
        return List.of(this);
    }

    @Override
    public void awaitFirstAttempt() {
        fetcher.awaitFirstAttempt();
        tracker.ifPresent(RedisTracker::awaitFirstAttempt);
    }

    /** Detects half-open connections: disconnects a round trip that takes too long, and sends a PING on the tracking connection. */
    void checkConnections() {
        fetcher.disconnectIfStuck();
        tracker.ifPresent(RedisTracker::ping);
    }

    /** True if the circuit breaker is open. */
    boolean isDown() {
        return fetcher.isDown();
    }

    /** True if the server sends invalidations now. */
    boolean isTracking() {
        return tracker.filter(RedisTracker::isTracking).isPresent();
    }

    @Override
    public void close() {
        fetcher.close();
        tracker.ifPresent(RedisTracker::close);
    }
}
