package io.riskstream.connect.redis;

import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.StageContext;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** One server, or what looks like one, that has all records. */
final class SingleRedis implements RedisTopology {
    private final RedisNode server;

    SingleRedis(Redis redis, RedisMetrics metrics, RecordChangeListener changes, StageContext context) {
        server = new RedisNode(redis, redis.seed(), metrics, RedisFetcher.Redirection.NONE, changes, context);
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
