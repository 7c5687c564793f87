package io.riskstream.connect.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One address that leads to a server, and after a switch to another one, as a host name does whose address changes. */
final class SwitchingProxy implements Closeable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile int server;

    SwitchingProxy(int server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Leads new connections to another server. Open connections stay. */
    void switchTo(int other) {
        server = other;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "switching-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                Socket target = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(target);
                daemon(() -> forward(client, target));
                daemon(() -> forward(target, client));
            } catch (IOException closedOrServerDown) {
                // the loop accepts the next connection, if there is one
            }
        }
    }

    private static void forward(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException disconnected) {
            // one side has disconnected, so the other is closed
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
