package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;

/**
 * Measures the cost of a changed record for Redis: the write, and the invalidation message to each worker. Each worker has one connection that tracks
 * changes as the near-cache does. Records are written one at a time, so that every change is a separate message.
 */
final class Changes {
    /**
     * CPU time of Redis for one change.
     *
     * @param writeMicros without a listening worker
     * @param notifyMicros additional time for each listening worker
     */
    record Result(double writeMicros, double notifyMicros) {
        /** Returns the changes a second that one shard supports if each worker reads the changed record again. */
        double maxPerSecond(int workers, double readMicros) {
            return 1e6 * Estimate.UTILIZATION / (writeMicros + workers * (notifyMicros + readMicros));
        }
    }

    private static final int WRITES = 20_000;
    private static final int WORKERS = 8;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String LOOKUP = Workload.LOOKUPS.keySet().iterator().next();

    private final Servers servers;

    Changes(Servers servers) {
        this.servers = servers;
    }

    Result measure() throws IOException {
        write(); // warm-up
        double alone = write();
        List<Listener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < WORKERS; i++) {
                listeners.add(Listener.connect(servers.redisPort()));
            }
            Duration before = servers.redisCpu();
            write();
            for (Listener listener : listeners) {
                listener.awaitKeys(WRITES);
            }
            double received = servers.redisCpu().minus(before).toNanos() / 1e3 / WRITES;
            return new Result(alone, (received - alone) / WORKERS);
        } finally {
            for (Listener listener : listeners) {
                listener.close();
            }
        }
    }

    /** Writes unchanged records. Returns the CPU time of Redis for each, in microseconds. */
    private double write() {
        Duration before = servers.redisCpu();
        try (Jedis jedis = new Jedis("127.0.0.1", servers.redisPort())) {
            for (int number = 0; number < WRITES; number++) {
                jedis.set(LOOKUP + ":" + Workload.id(LOOKUP, number), Workload.record(LOOKUP, number));
            }
        }
        return servers.redisCpu().minus(before).toNanos() / 1e3 / WRITES;
    }

    /** A connection that receives invalidation messages, and counts them by the single colon in each key. */
    private static final class Listener implements AutoCloseable {
        private final Socket socket;
        private final AtomicLong received = new AtomicLong();

        private Listener(Socket socket) {
            this.socket = socket;
        }

        static Listener connect(int port) throws IOException {
            Listener listener = new Listener(new Socket(InetAddress.getLoopbackAddress(), port));
            String greeting = "HELLO 3\r\nCLIENT TRACKING ON BCAST PREFIX " + LOOKUP + ":\r\nPING\r\n";
            listener.socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("+PONG\r\n") < 0) {
                int read = listener.socket.getInputStream().read();
                if (read < 0) {
                    throw new IOException("Redis closed the connection after: " + answer);
                }
                answer.append((char) read);
            }
            if (answer.indexOf("+OK\r\n+PONG") < 0) {
                throw new IOException("Redis does not support tracking: " + answer);
            }
            Thread reader = new Thread(listener::read, "listener");
            reader.setDaemon(true);
            reader.start();
            return listener;
        }

        private void read() {
            byte[] buffer = new byte[1 << 16];
            try {
                InputStream in = socket.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    int keys = 0;
                    for (int i = 0; i < read; i++) {
                        keys += buffer[i] == ':' ? 1 : 0;
                    }
                    received.addAndGet(keys);
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        /** Waits until this many keys have been received. */
        void awaitKeys(int keys) {
            long end = System.nanoTime() + TIMEOUT.toNanos();
            while (received.get() < keys) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("of " + keys + " changes, Redis reported " + received);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
