package io.riskstream.connect.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

class RedisLatestTest {
    private final Redis redis = TestRedis.redis("localhost", 6379);

    private String problem(Redis server, Map<String, Object> options) {
        return assertThrows(ConfigurationException.class, () -> new RedisLatest(server, options))
                .getMessage();
    }

    @Test
    void requiresATimeToLive() {
        assertTrue(problem(redis, Map.of()).contains("option 'ttlSeconds' is missing"));
        assertTrue(problem(redis, Map.of("ttlSeconds", 0)).contains("between 1 and"));
        assertTrue(problem(redis, Map.of("tlSeconds", 60)).contains("ttlSeconds"));
    }

    @Test
    void requiresAServerThatIsDeclaredBefore() {
        assertTrue(problem(null, Map.of("ttlSeconds", 60)).contains("declare it before"));
    }

    @Test
    void allowsTopicsThatKafkaAllows() {
        RedisLatest sink = new RedisLatest(redis, Map.of("ttlSeconds", 60));
        assertEquals(Optional.empty(), sink.topicProblem("score"));
        assertTrue(sink.topicProblem("score:{x}").isPresent());
        assertTrue(sink.toString().contains("localhost"));
    }

    /** The replies of Redis 7, and of Redis 6, which wraps those of commands in a script. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SCRIPT | NOSCRIPT No matching script. Please use EVAL.",
                "REFUSED | WRONGTYPE Operation against a key holding the wrong kind of value script: 3f, on"
                        + " @user_script:3.",
                "REFUSED | ERR Error running script (call to f_3f): @user_script:3: WRONGTYPE Operation against a key",
                "RETRY | OOM command not allowed when used memory > 'maxmemory'.",
                "RETRY | ERR Error running script (call to f_3f): @user_script: 5: -OOM command not allowed when used",
                "RECONNECT | READONLY You can't write against a read only replica.",
                "RECONNECT | ERR Error running script (call to f_3f): @user_script:5: -READONLY You can't write"
                        + " against",
                "RECONNECT | LOADING Redis is loading the dataset in memory",
                "RECONNECT | NOAUTH Authentication required.",
                "RETRY | CLUSTERDOWN Hash slot not served",
                "RETRY | MISCONF Redis is configured to save RDB snapshots, but it is unable to persist to disk.",
                "RETRY | BUSY Redis is busy running a script.",
                "RETRY | ERR max number of clients reached",
                "RETRY | ERR something unknown",
                "RIGHT | NOPERM this user has no permissions to run the 'evalsha' command",
                "RIGHT | ERR Error running script (call to f_3f): @user_script:4: The user executing the script can't"
                        + " run this command or subcommand",
            })
    void decidesByTheCodeOfAReply(LatestFailure expected, String reply) {
        assertEquals(expected, LatestFailure.of(new JedisDataException(reply)));
    }

    @Test
    void followsARedirection() {
        assertEquals(
                LatestFailure.REDIRECTION,
                LatestFailure.of(new JedisMovedDataException("MOVED 1 a:1", new HostAndPort("a", 1), 1)));
    }
}
