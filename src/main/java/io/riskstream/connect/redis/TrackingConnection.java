package io.riskstream.connect.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection on which a server sends invalidations. One thread calls {@link #enableTracking} and {@link #readMessage}; any other thread may
 * call {@link #sendPing} and {@link #disconnectNow}.
 */
final class TrackingConnection extends Connection {
    private static final Logger LOG = LoggerFactory.getLogger(TrackingConnection.class);
    private static final String CHANNEL = "__redis__:invalidate";

    TrackingConnection(JedisSocketFactory sockets, JedisClientConfig clientConfig) {
        super(sockets, clientConfig);
    }

    /** Requests invalidations of keys with these prefixes. A single empty prefix means all keys. */
    void enableTracking(List<String> prefixes, boolean resp3) {
        List<String> arguments = new ArrayList<>(List.of("TRACKING", "ON", "BCAST"));
        if (!prefixes.equals(List.of(""))) {
            for (String prefix : prefixes) {
                arguments.add("PREFIX");
                arguments.add(prefix);
            }
        }
        if (resp3) {
            call(Command.CLIENT, arguments);
            return;
        }
        // RESP2 has no push messages: the server redirects invalidations to a subscriber, and a connection may
        // subscribe to its own
        Object id = call(Command.CLIENT, List.of("ID"));
        arguments.add("REDIRECT");
        arguments.add(String.valueOf(id));
        call(Command.CLIENT, arguments);
        call(Command.SUBSCRIBE, List.of(CHANNEL));
    }

    private Object call(Command command, List<String> arguments) {
        sendCommand(
                command,
                arguments.stream()
                        .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
        return getOne();
    }

    /** Returns the next message, which may be an error reply. Waits for at most the socket timeout. */
    Object readMessage() {
        try {
            return getUnflushedObject();
        } catch (JedisDataException e) {
            return e; // a server that refuses PING is alive
        }
    }

    /** Sends a PING; the reading thread receives the reply. Disconnects if the connection is broken. */
    void sendPing() {
        try {
            sendCommand(Command.PING);
            flush();
        } catch (JedisException e) {
            LOG.debug("PING failed", e);
            disconnectNow();
        }
    }

    /** Closes the socket at once; a thread in {@link #readMessage} gets an exception. */
    void disconnectNow() {
        try {
            forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.debug("the connection is closed already", e);
        }
    }
}
