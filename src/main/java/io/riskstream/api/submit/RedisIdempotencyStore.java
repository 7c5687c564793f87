package io.riskstream.api.submit;

import io.riskstream.connect.redis.RedisValues;
import java.time.Duration;
import java.util.Optional;

/** Keeps idempotency keys in Redis. */
final class RedisIdempotencyStore implements IdempotencyStore {
    private final RedisValues values;

    RedisIdempotencyStore(RedisValues values) {
        this.values = values;
    }

    @Override
    public Optional<String> putIfAbsent(String key, String value, Duration keep) {
        return values.putIfAbsent(key, value, keep);
    }

    @Override
    public void put(String key, String value, Duration keep) {
        values.put(key, value, keep);
    }

    @Override
    public Optional<String> get(String key) {
        return values.get(key);
    }
}
