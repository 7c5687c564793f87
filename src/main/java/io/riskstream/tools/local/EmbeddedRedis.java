package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis server in a separate process, on a free port of the loopback interface, without persistence.
 *
 * <p>Starting takes some tens of milliseconds. The process ends with {@link #close}, or with this JVM.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PING_TIMEOUT_MS = 1_000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final TemporaryDirectory directory;
    private final int port;
    private final List<String> command;
    private final Runnable atExit = this::end;
    private volatile Process process; // also read when the JVM ends

    private EmbeddedRedis(TemporaryDirectory directory, List<String> arguments) {
        this.directory = directory;
        port = FreePort.find();
        command = new ArrayList<>(RedisExecutable.inSessionOfItsOwn());
        command.add(RedisExecutable.find(directory.path()));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", String.valueOf(port)));
        command.addAll(List.of("--dir", directory.path().toString(), "--save", "", "--appendonly", "no"));
        command.addAll(arguments);
    }

    /**
     * Starts a Redis, and returns when it accepts commands.
     *
     * @param arguments further arguments of {@code redis-server}, such as {@code "--maxmemory", "10mb"}
     * @throws IllegalStateException if there is no server for this machine, or the server does not start, with the end of its log
     */
    public static EmbeddedRedis start(String... arguments) {
        TemporaryDirectory directory = TemporaryDirectory.create("redis");
        EmbeddedRedis redis;
        try {
            redis = new EmbeddedRedis(directory, List.of(arguments));
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
        ExitTasks.add(redis.atExit);
        try {
            redis.startProcess();
            return redis;
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private void startProcess() {
        Path log = directory.path().resolve("redis.log");
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.path().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command + ": " + e.getMessage(), e);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isUp()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("Redis did not start on port " + port + ": " + tail(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        LOG.debug("embedded Redis at port {}, process {}", port, process.pid());
    }

    /** True if the server replies to PING. A server that requires a password is up too. */
    private boolean isUp() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PING_TIMEOUT_MS);
            socket.setSoTimeout(PING_TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return reply.equals("+PONG") || reply.equals("-NOAU");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    /** Returns the port on the loopback interface, which is the same after a restart. */
    public int port() {
        return port;
    }

    /** Kills the server, which loses its records. */
    public synchronized void stop() {
        if (process != null) {
            end();
            process = null;
        }
    }

    /** Starts the server again on the same port without records. Kills it first if it is running. */
    public synchronized void restart() {
        stop();
        startProcess();
    }

    /** Suspends the server: connections stay open and are accepted, but get no replies. Does not work on Windows. */
    public void pause() {
        signal("STOP");
    }

    /** Resumes a suspended server. */
    public void resume() {
        signal("CONT");
    }

    private synchronized void signal(String name) {
        if (process == null) {
            throw new IllegalStateException("Redis at port " + port + " is stopped");
        }
        try {
            // the JDK can only send the signals that end a process
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " of Redis at port " + port + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Kills the server and deletes its files. */
    @Override
    public synchronized void close() {
        stop();
        directory.close();
        ExitTasks.remove(atExit);
    }

    private void end() {
        Process ending = process;
        if (ending != null) {
            ending.destroyForcibly();
            ending.onExit().join();
        }
    }
}
