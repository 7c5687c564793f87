package io.riskstream.connect.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The slot map of a Redis cluster, as returned by one of its servers: the primary of each slot. */
final class ClusterSlots {
    static final int COUNT = 16_384;

    private final HostAndPort[] primaries = new HostAndPort[COUNT];

    /** Reads the slot map over an open connection to {@code server}. */
    static ClusterSlots read(HostAndPort server, Jedis connection) {
        ClusterSlots slots = new ClusterSlots();
        // each range contains its first slot, its last slot, its primary and then its replicas
        for (Object range : (List<?>) connection.sendCommand(Command.CLUSTER, "SLOTS")) {
            List<?> parts = (List<?>) range;
            HostAndPort primary = address(server, (List<?>) parts.get(2));
            for (long slot = (Long) parts.get(0); slot <= (Long) parts.get(1); slot++) {
                slots.primaries[(int) slot] = primary;
            }
        }
        return slots;
    }

    /** Returns a server's address. An entry without a host name is the server that returned the map. */
    private static HostAndPort address(HostAndPort server, List<?> entry) {
        String host = entry.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
        return new HostAndPort(host.isEmpty() ? server.getHost() : host, ((Long) entry.get(1)).intValue());
    }

    static int slotOf(String key) {
        return JedisClusterCRC16.getSlot(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the primary that serves a slot; empty if no server serves it now. */
    Optional<HostAndPort> primaryOf(int slot) {
        return Optional.ofNullable(primaries[slot]);
    }

    Set<HostAndPort> primaries() {
        Set<HostAndPort> distinct = new LinkedHashSet<>(Arrays.asList(primaries));
        distinct.remove(null);
        return distinct;
    }
}
