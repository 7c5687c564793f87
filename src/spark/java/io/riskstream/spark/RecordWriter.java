package io.riskstream.spark;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the windows of fields to Redis as records for look-ups. A record contains the latest window of its value; a late event, which changes an earlier window,
 * does not replace it. Redis notifies the near-caches of the workers.
 *
 * <p>The first time that a key is written, its record is read, to know its window. Then the windows are known in memory, about 100 bytes a key. Not
 * thread-safe.
 */
final class RecordWriter implements AutoCloseable {
    private final Redis redis;
    private final List<RecordKeyTemplate> templates;
    private final Optional<Duration> life;
    private final Map<String, Instant> latest = new HashMap<>();
    private Optional<RedisLoader> loader = Optional.empty();
    /** The record of the most events that was written, with its key. */
    private volatile Optional<Map.Entry<String, ScoreWindow>> largest = Optional.empty();

    /**
     * Creates a writer; connects for the first batch.
     *
     * @param life how long Redis keeps a record after it was written; empty for no limit
     */
    RecordWriter(Redis redis, List<RecordKeyTemplate> templates, Optional<Duration> life) {
        this.redis = redis;
        this.templates = templates;
        this.life = life;
    }

    /**
     * Writes the records of a batch. The call may be repeated after a failure.
     *
     * @return the number of records written
     * @throws RuntimeException if Redis is not available or refuses it
     */
    int write(List<ScoreWindow> windows) {
        Map<String, ScoreWindow> records = new HashMap<>();
        for (RecordKeyTemplate template : templates) {
            for (ScoreWindow window : windows) {
                if (window.dimension().equals(template.field())) {
                    records.merge(
                            template.key(window.value()),
                            window,
                            (one, other) -> one.start().isAfter(other.start()) ? one : other);
                }
            }
        }
        if (records.isEmpty()) {
            return 0;
        }
        try {
            RedisLoader open = loader.orElseGet(() -> new RedisLoader(redis));
            loader = Optional.of(open);
            records.entrySet().removeIf(record -> isOlder(open, record.getKey(), record.getValue()));
            records.forEach((key, window) -> put(open, key, window.json()));
            open.flush();
        } catch (RuntimeException e) {
            disconnect();
            throw e;
        }
        for (Map.Entry<String, ScoreWindow> record : records.entrySet()) {
            latest.put(record.getKey(), record.getValue().start());
            if (largest.map(known ->
                            known.getValue().events() <= record.getValue().events())
                    .orElse(true)) {
                largest = Optional.of(Map.entry(record.getKey(), record.getValue()));
            }
        }
        return records.size();
    }

    /** Returns the address of Redis. */
    @Override
    public String toString() {
        return "Redis " + redis.hostAndPort();
    }

    /** Returns the record of the most events that was written, with its key; empty if there is none. May be called by another thread. */
    Optional<String> largest() {
        return largest.map(record -> record.getKey() + " " + record.getValue().json());
    }

    private void put(RedisLoader open, String key, String json) {
        if (life.isPresent()) {
            open.put(key, json, life.get());
        } else {
            open.put(key, json);
        }
    }

    private boolean isOlder(RedisLoader open, String key, ScoreWindow window) {
        Instant known = latest.computeIfAbsent(
                key, missing -> open.get(missing).flatMap(RecordWriter::startOf).orElse(Instant.MIN));
        return window.start().isBefore(known);
    }

    /** Returns the window of a record; empty if another program has written it. */
    private static Optional<Instant> startOf(String json) {
        try {
            return JsonParser.parseString(json) instanceof JsonObject record && record.has(ScoreWindow.START)
                    ? Optional.of(Instant.parse(record.get(ScoreWindow.START).getAsString()))
                    : Optional.empty();
        } catch (JsonParseException | DateTimeException | IllegalStateException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private void disconnect() {
        try {
            loader.ifPresent(RedisLoader::close);
        } catch (RuntimeException e) {
            // the failure that led here is the one to report
        }
        loader = Optional.empty();
    }

    @Override
    public void close() {
        disconnect();
    }
}
