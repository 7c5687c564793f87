package io.riskstream.connect.redis;

import io.riskstream.stage.StoreRequest;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The servers that hold the records of one {@link Redis}: a single server or a cluster. Safe for many threads. */
sealed interface RedisNodes extends AutoCloseable permits RedisNode, RedisCluster {
    /** Sends each request to the server that holds its key. Does not block. */
    void fetch(List<? extends StoreRequest> requests);

    /** Requests invalidations of keys with these prefixes, in addition to earlier ones, from all servers, including those found later. */
    void watch(Set<String> prefixes);

    /** Returns the servers known now. */
    Collection<RedisNode> nodes();

    /**
     * Waits until the first attempt to connect has succeeded or failed, so that the first event does not spend its deadline on it. The wait is
     * bounded by the connect timeout for each connection.
     */
    void awaitFirstAttempt();

    @Override
    void close();
}
