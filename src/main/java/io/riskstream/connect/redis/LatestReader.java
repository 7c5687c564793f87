package io.riskstream.connect.redis;

import io.riskstream.stage.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Reads the latest verdicts of a {@link RedisLatest}. It is for the command line, and needs the right to HGET, on a cluster also {@code cluster|slots}. */
public final class LatestReader {
    private static final String BODY = "body";

    private final Redis redis;

    /** Creates a reader, which connects for each request. */
    public LatestReader(RedisLatest latest) {
        this.redis = latest.redis();
    }

    /**
     * Returns the message of the latest verdict of a key.
     *
     * @throws IllegalStateException if the server cannot be read; the message contains its address
     */
    public Optional<String> latest(String topic, String key) {
        String name = topic + ":" + key;
        HostAndPort address = redis.seed();
        try {
            if (redis.isCluster()) {
                try (Jedis seed = redis.open(address, Secret::resolve)) {
                    address = ClusterSlots.read(address, seed)
                            .primaryOf(ClusterSlots.slotOf(name))
                            .orElse(address);
                }
            }
            try (Jedis server = redis.open(address, Secret::resolve)) {
                byte[] body = server.hget(name.getBytes(StandardCharsets.UTF_8), BODY.getBytes(StandardCharsets.UTF_8));
                return Optional.ofNullable(body).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (JedisException e) {
            throw new IllegalStateException(redis.unavailable(address, e).getMessage(), e);
        }
    }
}
