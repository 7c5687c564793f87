package io.riskstream.connect.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.testing.TestContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

final class RedisTest {
    private static final String SECRET = "hunter2";

    private static Map<String, Object> options(Object... namesAndValues) {
        return TestRedis.options("redis.example", namesAndValues);
    }

    private static String problemOf(Map<String, Object> options) {
        return assertThrows(IllegalArgumentException.class, () -> new Redis(options))
                .getMessage();
    }

    @Test
    void rejectsALiteralPasswordAndDoesNotShowIt() {
        for (Object password : List.of(SECRET, List.of(SECRET), Map.of(SECRET, SECRET))) {
            String problem = problemOf(options("password", password));
            assertTrue(problem.contains("env:NAME or file:PATH"), problem);
            assertFalse(problem.contains(SECRET), problem);
        }
        assertFalse(problemOf(options("pasword", SECRET)).contains(SECRET));
        assertFalse(problemOf(options("password", 4711)).contains("4711"));
    }

    @Test
    void treatsAnEmptyPasswordAsNoPassword() {
        assertEquals(new Redis(options()).toString(), new Redis(options("password", "", "user", null)).toString());
        Map<String, Object> empty = options("user", "");
        empty.put("password", null);
        assertEquals(new Redis(options()).toString(), new Redis(empty).toString());
    }

    @Test
    void rejectsAUserWithoutAPassword() {
        assertTrue(problemOf(options("user", "scores")).contains("needs option 'password'"));
    }

    @Test
    void showsTheServerAndTheUserButNotTheSecret() {
        String shown = new Redis(options("user", "scores", "password", "env:REDIS_PASSWORD", "tls", true, "port", 6380))
                .toString();
        assertEquals("Redis[rediss://scores@redis.example:6380/0 TRACKING riskstream]", shown);
    }

    @Test
    void rejectsInvalidOptionsWithTheNearestName() {
        assertTrue(problemOf(options("prot", 1)).contains("did you mean 'port'?"));
        assertTrue(problemOf(options("port", 70_000)).contains("between 1 and 65535"));
        assertTrue(problemOf(Map.of()).contains("'host' is missing"));
    }

    @Test
    void reportsAMissingSecretWhenItConnects() {
        Redis redis = new Redis(options("password", "env:RISKSTREAM_NO_SUCH_VARIABLE"));
        try (TestContext context = new TestContext().connectingToStores()) {
            String problem = assertThrows(IllegalStateException.class, () -> context.records(redis))
                    .getMessage();
            assertTrue(problem.contains("RISKSTREAM_NO_SUCH_VARIABLE"), problem);
        }
    }

    @Test
    void rejectsAUrlAsHostAndDoesNotShowIt() {
        for (String host : new String[] {"redis://:hunter2@10.0.0.1:6379", "user@host", "a b", ""}) {
            String problem = assertThrows(IllegalArgumentException.class, () -> new Redis(Map.of("host", host)))
                    .getMessage();
            assertFalse(problem.contains("hunter2"), problem);
        }
        new Redis(Map.of("host", "fe80::1%eth0"));
        new Redis(Map.of("host", "redis-1.example"));
    }

    @Test
    void doesNotShowArgumentsThatAServerQuotes() {
        Redis redis = new Redis(Map.of("host", "redis.example"));
        for (String refusal : new String[] {
            "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `u`, `hunter2`, ",
            "ERR unknown command 'MGET', with args beginning with: 'hunter2' "
        }) {
            String reason = redis.unavailable(redis.seed(), new JedisDataException(refusal))
                    .getMessage();
            assertFalse(reason.contains("hunter2"), reason);
            assertTrue(reason.contains("refuses: ERR"), reason);
        }
    }
}
