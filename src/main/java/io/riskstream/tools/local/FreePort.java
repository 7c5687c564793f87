package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a free port of the loopback interface. */
final class FreePort {
    // Below the range of ephemeral ports, so that no outgoing connection takes the port of a server that is down for a
    // while.
    private static final int FIRST = 15_000;
    private static final int LAST = 29_999;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** Returns a port that is free at the moment. */
    static int find() {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try (ServerSocket socket = new ServerSocket()) {
                // a port in TIME_WAIT counts as free, because the servers started here bind with the same option
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException(
                "no free port on the loopback interface between " + FIRST + " and " + LAST + ", in " + ATTEMPTS
                        + " attempts",
                last);
    }
}
