package io.riskstream.connect.redis;

import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.ValidityToken;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** One server: the lane that look-ups take to it, and, where it tells of changes, the ear for them. */
final class RedisNode implements AutoCloseable {
    private final HostAndPort address;
    private final RedisFetcher lane;
    private final Optional<RedisTracker> tracker;

    RedisNode(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            RedisFetcher.Redirection redirection,
            RecordChangeListener changes,
            StageContext context) {
        this.address = address;
        this.tracker = redis.freshness() == InvalidationMode.TRACKING
                ? Optional.of(new RedisTracker(redis, address, metrics, changes, context))
                : Optional.empty();
        ValidityToken byAge = ValidityToken.byAge();
        this.lane = new RedisFetcher(
                redis,
                address,
                metrics,
                redirection,
                () -> tracker.map(RedisTracker::lease).orElse(byAge),
                () -> tracker.ifPresent(RedisTracker::startOver),
                context);
    }

    HostAndPort address() {
        return address;
    }

    void fetch(List<? extends RecordRequest> requests) {
        lane.fetch(requests);
    }

    void watch(Set<String> prefixes) {
        tracker.ifPresent(ear -> ear.watch(prefixes));
    }

    /** Waits until the first connections stand, or have failed, so that the first event does not pay for them with its deadline. */
    void awaitFirstTry() {
        lane.awaitFirstTry();
        tracker.ifPresent(RedisTracker::awaitFirstTry);
    }

    /** Looks after both connections, so that one that is cut without a word is found out. */
    void ping() {
        lane.cutIfStuck();
        tracker.ifPresent(RedisTracker::ping);
    }

    boolean isDown() {
        return lane.isDown();
    }

    boolean tellsChanges() {
        return tracker.filter(RedisTracker::tellsChanges).isPresent();
    }

    @Override
    public void close() {
        lane.close();
        tracker.ifPresent(RedisTracker::close);
    }
}
