package io.riskstream.connect;

import io.riskstream.Lease;
import io.riskstream.RecordChanges;
import io.riskstream.RecordRequest;
import io.riskstream.StageContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/** One server: the lane that look-ups take to it, and, where it tells of changes, the ear for them. */
final class RedisNode implements AutoCloseable {
    private final HostAndPort address;
    private final RedisLane lane;
    private final Optional<RedisTracker> tracker;

    RedisNode(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            RedisLane.Redirection redirection,
            RecordChanges changes,
            StageContext context) {
        this.address = address;
        this.tracker = redis.freshness() == Freshness.TRACKING
                ? Optional.of(new RedisTracker(redis, address, metrics, changes, context))
                : Optional.empty();
        Lease byAge = Lease.byAge();
        this.lane = new RedisLane(
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
