package io.riskstream.api;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Sends requests over kept connections, and requires 202 for each. */
final class ApiLoad {
    /** The latencies of requests, sorted, in nanoseconds. */
    record Latencies(long[] sorted) {
        double millis(double quantile) {
            return sorted[(int) Math.min(sorted.length - 1, (long) (quantile * sorted.length))] / 1e6;
        }
    }

    private final int port;
    private final int connections;
    /** Returns the bytes of a request by its number. */
    private final IntFunction<byte[]> requests;

    ApiLoad(int port, int connections, IntFunction<byte[]> requests) {
        this.port = port;
        this.connections = connections;
        this.requests = requests;
    }

    /** Sends as fast as the answers come. Returns the number of requests. */
    long asFastAsPossible(Duration time) throws InterruptedException, IOException {
        long end = System.nanoTime() + time.toNanos();
        return run(connection -> {
                    long[] sent = new long[1];
                    try (Connection server = new Connection(port)) {
                        for (int i = connection; System.nanoTime() < end; i += connections) {
                            server.request(requests.apply(i));
                            sent[0]++;
                        }
                    }
                    return sent;
                })
                .stream()
                .mapToLong(sent -> sent[0])
                .sum();
    }

    /** Sends at a rate, and measures each latency from the time at which the request was due. */
    Latencies atRate(int perSecond, Duration time) throws InterruptedException, IOException {
        int perConnection = (int) (perSecond * time.toMillis() / 1_000 / connections);
        long interval = 1_000_000_000L * connections / perSecond;
        long begin = System.nanoTime() + 50_000_000;
        List<long[]> all = run(connection -> {
            long[] latencies = new long[perConnection];
            try (Connection server = new Connection(port)) {
                for (int i = 0; i < perConnection; i++) {
                    long due = begin + interval * i + interval * connection / connections;
                    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                        LockSupport.parkNanos(wait);
                    }
                    server.request(requests.apply(i * connections + connection));
                    latencies[i] = System.nanoTime() - due;
                }
            }
            return latencies;
        });
        long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Latencies(sorted);
    }

    private interface Sender {
        long[] send(int connection) throws IOException;
    }

    private List<long[]> run(Sender sender) throws InterruptedException, IOException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int connection = i;
                running.add(threads.submit(() -> sender.send(connection)));
            }
            List<long[]> results = new ArrayList<>();
            for (Future<long[]> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** One kept connection. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final StringBuilder line = new StringBuilder();

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16_384);
        }

        void request(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            String status = readLine();
            int length = 0;
            for (String header = readLine(); !header.isEmpty(); header = readLine()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            byte[] body = in.readNBytes(length);
            if (!status.startsWith("HTTP/1.1 202")) {
                throw new IOException(status + ": " + new String(body, StandardCharsets.UTF_8));
            }
        }

        private String readLine() throws IOException {
            line.setLength(0);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the server has closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
