package io.riskstream.connect.redis;

import io.riskstream.stage.RecordRequest;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Which server has which records. Safe for many threads. */
interface RedisTopology extends AutoCloseable {
    /** Has each request fetched by the server that has its record. */
    void fetch(List<? extends RecordRequest> requests);

    /** Has the servers, those to come included, tell of changes of keys that begin so, besides those watched already. */
    void watch(Set<String> prefixes);

    Collection<RedisNode> nodes();

    void awaitFirstTry();

    @Override
    void close();
}
