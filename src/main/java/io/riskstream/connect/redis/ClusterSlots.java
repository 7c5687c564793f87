package io.riskstream.connect.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Which primary has which slots of a cluster, as one of its servers told it. */
final class ClusterSlots {
    static final int COUNT = 16_384;

    private final HostAndPort[] primaries = new HostAndPort[COUNT];

    /** Asks a server that is connected. */
    static ClusterSlots of(HostAndPort asked, Jedis connection) {
        ClusterSlots slots = new ClusterSlots();
        // ranges of slots, each with its primary, and then its replicas
        for (Object range : (List<?>) connection.sendCommand(Command.CLUSTER, "SLOTS")) {
            List<?> parts = (List<?>) range;
            HostAndPort primary = address(asked, (List<?>) parts.get(2));
            for (long slot = (Long) parts.get(0); slot <= (Long) parts.get(1); slot++) {
                slots.primaries[(int) slot] = primary;
            }
        }
        return slots;
    }

    /** A server without a name of its own is the one that was asked. */
    private static HostAndPort address(HostAndPort asked, List<?> server) {
        String host = server.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
        return new HostAndPort(host.isEmpty() ? asked.getHost() : host, ((Long) server.get(1)).intValue());
    }

    static int slotOf(String key) {
        return JedisClusterCRC16.getSlot(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The primary that has a slot; null if none has it just now. */
    HostAndPort primaryOf(int slot) {
        return primaries[slot];
    }

    Set<HostAndPort> primaries() {
        Set<HostAndPort> all = new LinkedHashSet<>(Arrays.asList(primaries));
        all.remove(null);
        return all;
    }
}
