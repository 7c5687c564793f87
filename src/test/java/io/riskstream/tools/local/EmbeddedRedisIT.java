package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class EmbeddedRedisIT {
    @Test
    void isEmptyAfterARestartOnTheSamePort() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            int port = redis.port();
            try (Jedis client = client(redis, 5_000)) {
                client.set("county:37019", "{}");
                assertEquals("{}", client.get("county:37019"));
            }
            redis.restart();
            assertEquals(port, redis.port());
            try (Jedis client = client(redis, 5_000)) {
                assertNull(client.get("county:37019"));
            }
        }
    }

    @Test
    void refusesConnectionsWhileItIsStopped() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            redis.stop();
            assertThrows(JedisConnectionException.class, () -> ping(redis, 1_000));
            redis.restart();
            ping(redis, 5_000);
        }
    }

    @Test
    void sendsNoReplyWhileItIsPausedAndKeepsItsRecords() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            try (Jedis client = client(redis, 5_000)) {
                client.set("k", "v");
            }
            redis.pause();
            assertThrows(JedisConnectionException.class, () -> ping(redis, 200));
            redis.resume();
            try (Jedis client = client(redis, 5_000)) {
                assertEquals("v", client.get("k"));
            }
        }
    }

    @Test
    void canBeClosedWhileItIsPaused() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        redis.pause();
        redis.close();
        assertThrows(JedisConnectionException.class, () -> ping(redis, 1_000));
    }

    @Test
    void passesArgumentsToTheServer() {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--requirepass", "not-a-secret")) {
            DefaultJedisClientConfig credentials =
                    DefaultJedisClientConfig.builder().password("not-a-secret").build();
            try (Jedis client = new Jedis(new HostAndPort("127.0.0.1", redis.port()), credentials)) {
                assertEquals("PONG", client.ping());
            }
        }
    }

    @Test
    void reportsTheErrorOfTheServerForAWrongArgument() throws IOException {
        List<Path> before = directories();
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> EmbeddedRedis.start("--no-such-option", "1"));
        assertTrue(refused.getMessage().contains("no-such-option"), refused.getMessage());
        assertEquals(before, directories());
    }

    @Test
    void leavesNothingBehind() throws IOException {
        List<Path> before = directories();
        List<ProcessHandle> children = ProcessHandle.current().children().toList();
        EmbeddedRedis redis = EmbeddedRedis.start();
        ProcessHandle server = ProcessHandle.current()
                .children()
                .filter(child -> !children.contains(child))
                .findFirst()
                .orElseThrow();
        redis.close();
        assertFalse(server.isAlive());
        assertEquals(before, directories());
    }

    @Test
    void endsWithTheJvmThatStartedIt() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UnclosedRedis.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long redis = Long.parseLong(jvm.inputReader().readLine());
        ProcessHandle server = ProcessHandle.of(redis).orElseThrow();
        assertTrue(server.isAlive());
        jvm.getOutputStream().close();
        assertTrue(jvm.waitFor(30, TimeUnit.SECONDS));
        server.onExit().get(10, TimeUnit.SECONDS);
        assertFalse(server.isAlive());
    }

    /** Starts a Redis, prints its process id, and exits without closing it when its input ends. */
    static final class UnclosedRedis {
        private UnclosedRedis() {}

        @SuppressWarnings("resource")
        public static void main(String[] arguments) throws IOException {
            EmbeddedRedis.start();
            System.out.println(
                    ProcessHandle.current().children().findFirst().orElseThrow().pid());
            System.exit(System.in.read() + 1);
        }
    }

    private static void ping(EmbeddedRedis redis, int timeoutMs) {
        try (Jedis client = client(redis, timeoutMs)) {
            assertEquals("PONG", client.ping());
        }
    }

    private static Jedis client(EmbeddedRedis redis, int timeoutMs) {
        return new Jedis("127.0.0.1", redis.port(), timeoutMs);
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String prefix = "riskstream-redis-" + ProcessHandle.current().pid() + "-";
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
