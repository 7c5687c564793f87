package io.riskstream.connect;

import java.nio.charset.StandardCharsets;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes records for look-ups, a thousand a round trip: for commands and tests, not for pipelines. It blocks. Not safe for many threads.
 *
 * <p>What was written is there for certain only after {@link #flush} or {@link #close}.
 */
public final class RedisLoader implements AutoCloseable {
    private static final int TOGETHER = 1_000;

    private final Redis server;
    private final Jedis connection;
    private final Pipeline pipeline;
    private int pending;
    private long written;

    /**
     * Connects.
     *
     * @throws RuntimeException if the server cannot be reached or refuses the login; the message names it
     */
    public RedisLoader(Redis server) {
        this.server = server;
        this.connection = server.open();
        this.pipeline = connection.pipelined();
    }

    /** Writes a record, in place of one with the same key. */
    public void put(String key, String json) {
        pipeline.set(key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
        pending++;
        if (pending == TOGETHER) {
            flush();
        }
    }

    /**
     * Waits until everything put so far is written.
     *
     * @throws IllegalStateException if the server did not take it
     */
    public void flush() {
        try {
            for (Object reply : pipeline.syncAndReturnAll()) {
                if (reply instanceof RuntimeException refusal) {
                    throw refusal;
                }
            }
        } catch (JedisException e) {
            throw new IllegalStateException(
                    server.address() + " did not take the records: " + Unavailable.causeOf(e), e);
        }
        written += pending;
        pending = 0;
    }

    /** How many records are written for certain. */
    public long written() {
        return written;
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            connection.close();
        }
    }
}
