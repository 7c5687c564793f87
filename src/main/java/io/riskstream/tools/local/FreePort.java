package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a free port of the loopback interface, and reserves it for this process until it exits.
 *
 * <p>A server binds its port some time after the port was found, and again when it restarts. In between, another process that starts servers must
 * not choose the same port. So each process locks the byte at the port's number in a file that all processes of a user share. The operating
 * system releases the locks of a process that ends in any way.
 */
final class FreePort {
    // Below the range of ephemeral ports, so that no outgoing connection takes the port of a server that is down for a
    // while.
    private static final int FIRST = 15_000;
    private static final int LAST = 29_999;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** Returns a port that is free, and that no other call returns while this process runs. */
    static int find() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (reserve(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port on the loopback interface between " + FIRST + " and " + LAST
                + ", in " + ATTEMPTS + " attempts");
    }

    /** Reserves a port. False if it is reserved already, by this process or another, or if a server has bound it. */
    static boolean reserve(int port) {
        FileLock lock = lock(port);
        if (lock == null) {
            return false;
        }
        if (isBound(port)) {
            release(lock);
            return false;
        }
        return true; // the lock ends with the process
    }

    private static FileLock lock(int port) {
        try {
            return Reservations.FILE.tryLock(port, 1, false);
        } catch (OverlappingFileLockException thisProcess) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reserve port " + port + " in " + Reservations.PATH, e);
        }
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release a lock of " + Reservations.PATH, e);
        }
    }

    private static boolean isBound(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // a port in TIME_WAIT counts as free, because the servers started here bind with the same option
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException taken) {
            return true;
        }
    }

    /** The shared file, opened at the first use and never closed. */
    private static final class Reservations {
        static final Path PATH =
                Path.of(System.getProperty("java.io.tmpdir"), "riskstream-ports-" + System.getProperty("user.name"));
        static final FileChannel FILE = open();

        private static FileChannel open() {
            try {
                return FileChannel.open(
                        PATH, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot open " + PATH + ", which reserves ports", e);
            }
        }
    }
}
