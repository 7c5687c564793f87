package io.riskstream.connect.redis;

import static org.awaitility.Awaitility.await;

import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real Redis cluster: three primaries and a replica of the first. */
final class TestRedisCluster implements AutoCloseable {
    static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<EmbeddedRedis> servers = new ArrayList<>();
    private final List<Jedis> admins = new ArrayList<>();

    TestRedisCluster() {
        for (int i = 0; i <= PRIMARIES; i++) {
            servers.add(EmbeddedRedis.start(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "1000",
                    // the other servers answer while a primary is replaced
                    "--cluster-require-full-coverage",
                    "no",
                    "--cluster-port",
                    freePort()));
            admins.add(new Jedis("127.0.0.1", servers.get(i).port()));
        }
        for (int i = 0; i < PRIMARIES; i++) {
            cluster(i, "ADDSLOTSRANGE", "" + SLOTS * i / PRIMARIES, "" + (SLOTS * (i + 1) / PRIMARIES - 1));
        }
        for (int i = 1; i <= PRIMARIES; i++) {
            String bus = cluster(i, "NODES").replaceFirst("(?s).*@(\\d+).*", "$1");
            cluster(0, "MEET", "127.0.0.1", "" + servers.get(i).port(), bus);
        }
        await().atMost(TIMEOUT).until(() -> cluster(PRIMARIES, "NODES").lines().count() == PRIMARIES + 1);
        cluster(PRIMARIES, "REPLICATE", cluster(0, "MYID"));
        for (int i = 0; i <= PRIMARIES; i++) {
            int server = i;
            await().atMost(TIMEOUT).until(() -> cluster(server, "INFO").contains("cluster_state:ok"));
        }
        await().atMost(TIMEOUT)
                .until(() -> admins.get(PRIMARIES).info("replication").contains("master_link_status:up"));
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String cluster(int server, String... arguments) {
        Object reply = admins.get(server).sendCommand(Command.CLUSTER, arguments);
        return reply instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : String.valueOf(reply);
    }

    int port(int server) {
        return servers.get(server).port();
    }

    Jedis admin(int server) {
        return admins.get(server);
    }

    /** Returns the primary of a key, as long as no slot has moved. */
    static int primaryOf(String key) {
        return JedisClusterCRC16.getSlot(key) * PRIMARIES / SLOTS;
    }

    void set(String key, String value) {
        admins.get(primaryOf(key)).set(key, value);
    }

    /** Kills a server. It does not restart. */
    void kill(int server) {
        servers.get(server).stop();
    }

    @Override
    public void close() {
        admins.forEach(Jedis::close);
        servers.forEach(EmbeddedRedis::close);
    }
}
