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

/** Something between client and server that can stop passing anything on, and leave every connection open. */
final class StallingProxy implements Closeable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int server;
    private volatile boolean dumb;

    StallingProxy(int server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on nothing is passed on, in either direction; what is sent meanwhile is lost. */
    void goDumb() {
        dumb = true;
    }

    void speakAgain() {
        dumb = false;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "dumb-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(behind);
                daemon(() -> passOn(client, behind));
                daemon(() -> passOn(behind, client));
            } catch (IOException closedOrServerDown) {
                // the next connection, if there is one, is tried anew
            }
        }
    }

    private void passOn(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!dumb) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException cut) {
            // one side is gone, and so the other is closed
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
