package io.riskstream.connect;

import io.riskstream.RecordChanges;
import io.riskstream.RecordRequest;
import io.riskstream.StageContext;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** One server, or what looks like one, that has all records. */
final class SingleRedis implements RedisTopology {
    private final RedisNode server;

    SingleRedis(Redis redis, RedisMetrics metrics, RecordChanges changes, StageContext context) {
        server = new RedisNode(redis, redis.seed(), metrics, RedisLane.Redirection.NONE, changes, context);
    }

    @Override
    public void fetch(List<? extends RecordRequest> requests) {
        server.fetch(requests);
    }

    @Override
    public void watch(Set<String> prefixes) {
        server.watch(prefixes);
        server.awaitFirstTry();
    }

    @Override
    public Collection<RedisNode> nodes() {
        return List.of(server);
    }

    @Override
    public void awaitFirstTry() {
        server.awaitFirstTry();
    }

    @Override
    public void close() {
        server.close();
    }
}
