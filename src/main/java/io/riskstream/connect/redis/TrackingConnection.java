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

/** A connection on which a server tells of changed keys. One thread listens; another may {@link #askForSign} and {@link #cut}. */
final class TrackingConnection extends Connection {
    private static final Logger LOG = LoggerFactory.getLogger(TrackingConnection.class);
    private static final String CHANNEL = "__redis__:invalidate";

    TrackingConnection(JedisSocketFactory sockets, JedisClientConfig login) {
        super(sockets, login);
    }

    /** Has the server tell of changes of keys that begin so. */
    void track(List<String> prefixes, boolean resp3) {
        List<String> arguments = new ArrayList<>(List.of("TRACKING", "ON", "BCAST"));
        if (!prefixes.equals(List.of(""))) {
            for (String prefix : prefixes) {
                arguments.add("PREFIX");
                arguments.add(prefix);
            }
        }
        if (resp3) {
            ask(Command.CLIENT, arguments);
            return;
        }
        // RESP2 has no pushes: the messages go to a subscriber, and this connection may be its own
        Object id = ask(Command.CLIENT, List.of("ID"));
        arguments.add("REDIRECT");
        arguments.add(String.valueOf(id));
        ask(Command.CLIENT, arguments);
        ask(Command.SUBSCRIBE, List.of(CHANNEL));
    }

    private Object ask(Command command, List<String> arguments) {
        sendCommand(
                command,
                arguments.stream()
                        .map(argument -> argument.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
        return getOne();
    }

    /** The next thing the server says, be it a refusal; waits for it up to the socket's timeout. */
    Object next() {
        try {
            return getUnflushedObject();
        } catch (JedisDataException e) {
            return e; // it may forbid PING, and is alive to say so
        }
    }

    /** Asks for a sign of life; whoever listens hears it. A connection that is broken is found out by that as well. */
    void askForSign() {
        try {
            sendCommand(Command.PING);
            flush();
        } catch (JedisException e) {
            LOG.debug("cannot ping", e);
            cut();
        }
    }

    /** Ends the connection at once, and with it the wait of whoever listens. */
    void cut() {
        try {
            forceDisconnect();
        } catch (IOException | JedisException e) {
            LOG.debug("the connection was gone already", e);
        }
    }
}
