package io.riskstream.connect.redis;

import io.riskstream.stage.Options;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.TopicName;
import java.util.Map;
import java.util.Optional;

/**
 * A Redis server or cluster (6 or newer) that keeps the latest output of each key, for an API or a page that shows it. {@link
 * io.riskstream.publish.PublishScore} and {@link io.riskstream.publish.PublishDeadLetter} write to it.
 *
 * <p>The key in Redis is {@code TOPIC:KEY}: with {@code topic: score} and {@code key: "{policyNumber}"}, it is {@code score:34120-49}. It must not begin as
 * the keys of look-ups on the same server do, which {@code check} verifies: each write would invalidate cached records, or replace one. The key of a dead
 * letter is the position of its input record. Each key expires {@code ttlSeconds} after its last write.
 *
 * <p>The value is a hash: {@code body}, the message; {@code origin}, the input record as {@code TOPIC-PARTITION@OFFSET}; {@code version}, its timestamp and offset
 * with leading zeros. A hash, and not one JSON text: the script that writes compares the version without decoding the body, and a reader gets the body as it was
 * published, or the version alone. A dead letter also has the members {@code outcome}, {@code pipeline}, {@code stage}, {@code code}, {@code path}, {@code message},
 * {@code rejections} and {@code time}.
 *
 * <p>An output replaces one of the same or a lower version, so a replay changes nothing, and an older output never replaces a newer one, also if two workers
 * write the same key. After a key has expired, an older output may be written.
 *
 * <p>The user of the access control list needs, for these keys, {@link #COMMANDS}; on a cluster also {@code asking} and {@code cluster|slots}; {@code ping} is
 * optional. All stages of a worker share one connection and one thread for each server, which writes what waits, at most 500 messages with one round trip.
 */
public final class RedisLatest implements Sink {
    private static final long serialVersionUID = 1;

    /** The commands that the user must be allowed to use. */
    public static final String COMMANDS = "evalsha, script|load, hget, hset, exists, expire";

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("redis-latest")
            .optional("name", Options.Kind.TEXT, "redis-latest", "name in metrics and reports")
            .required("ttlSeconds", Options.Kind.INTEGER, "how long a key is kept after its last write, in seconds")
            .optional(
                    "maxBytes",
                    Options.Kind.INTEGER,
                    1_000_000,
                    "a larger message is refused: its event becomes a dead letter")
            .optional(
                    "queueMessages",
                    Options.Kind.INTEGER,
                    10_000,
                    "how many messages of a worker may wait for a server; a further message is retried by its stage");

    private static final int MAX_TTL_SECONDS = 315_360_000;
    private static final int MAX_MAX_BYTES = 100_000_000;
    private static final int MAX_QUEUE_MESSAGES = 1_000_000;
    private static final Optional<String> TOPIC_RULE = Optional.of(TopicName.RULE);

    private final Redis redis;
    private final String name;
    private final int ttlSeconds;
    private final int maxBytes;
    private final int queueMessages;

    /**
     * Creates a sink on a server.
     *
     * @param redis the server or cluster; its option {@code freshness} has no effect here
     * @param options see {@link #OPTIONS}
     * @throws ConfigurationException if an option is unknown, missing or invalid, or the server is null because the Flux file declares it after this sink
     */
    public RedisLatest(Redis redis, Map<String, Object> options) {
        Options values = OPTIONS.read(options);
        this.redis = redis;
        this.name = values.text("name");
        if (redis == null) {
            throw values.problem("its Redis is missing; declare it before this sink in the Flux file");
        }
        this.ttlSeconds = values.integer("ttlSeconds", 1, MAX_TTL_SECONDS);
        this.maxBytes = values.integer("maxBytes", 1_000, MAX_MAX_BYTES);
        this.queueMessages = values.integer("queueMessages", 1, MAX_QUEUE_MESSAGES);
    }

    /** Returns a publisher. All stages of a worker share the connections. If the server cannot be reached yet, messages are retried. */
    @Override
    public Publisher connect(StageContext context) {
        LatestPublisher shared = context.shared(
                RedisLatest.class.getName() + " " + name + " " + redis.identity() + " " + ttlSeconds + " " + maxBytes
                        + " " + queueMessages,
                () -> new LatestPublisher(this, context));
        return shared.forStage();
    }

    @Override
    public Optional<String> topicProblem(String topic) {
        return TopicName.isValid(topic) ? Optional.empty() : TOPIC_RULE;
    }

    /** Returns the server or cluster. */
    public Redis redis() {
        return redis;
    }

    String name() {
        return name;
    }

    int ttlSeconds() {
        return ttlSeconds;
    }

    int maxBytes() {
        return maxBytes;
    }

    int queueMessages() {
        return queueMessages;
    }

    /** Returns the name and the server. Contains no secret. */
    @Override
    public String toString() {
        return "RedisLatest[" + name + " " + redis + "]";
    }
}
