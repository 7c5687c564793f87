package io.riskstream.tools.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisExecProvider;

/**
 * A real Redis as a process of its own, on a free port of the loopback interface, without persistence. It is the {@code redis-server} of the
 * {@code PATH} where there is one, and else the one packed in {@code org.signal:embedded-redis} for Linux and macOS.
 *
 * <p>Starting takes some tens of milliseconds. The process ends with {@link #close}, or with this JVM.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final String SERVER = "redis-server";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PING_TIMEOUT_MS = 1_000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final TemporaryDirectory directory;
    private final int port;
    private final List<String> command;
    private final Thread atExit = new Thread(this::end, "end-redis");
    private volatile Process process; // read by the thread that ends it with the JVM

    private EmbeddedRedis(TemporaryDirectory directory, List<String> arguments) {
        this.directory = directory;
        port = FreePort.find();
        command = new ArrayList<>(List.of(executable(directory.path())));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", String.valueOf(port)));
        command.addAll(List.of("--dir", directory.path().toString(), "--save", "", "--appendonly", "no"));
        command.addAll(arguments);
    }

    /**
     * Starts a Redis, and returns when it answers.
     *
     * @param arguments further arguments of {@code redis-server}, such as {@code "--maxmemory", "10mb"}
     * @throws IllegalStateException if there is none for this machine, or it does not start, with its own words
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
        Runtime.getRuntime().addShutdownHook(redis.atExit);
        try {
            redis.startProcess();
            return redis;
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private static String executable(Path directory) {
        return onPath().map(Path::toString).orElseGet(() -> unpacked(directory).toString());
    }

    private static Optional<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, SERVER))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Takes the packed server that fits this machine. */
    private static Path unpacked(Path directory) {
        String machine = machine();
        String name = SERVER + "-" + RedisExecProvider.redisVersion + "-" + machine;
        try (InputStream packed = RedisExecProvider.class.getClassLoader().getResourceAsStream(name)) {
            if (packed == null) {
                throw new IllegalStateException("no " + SERVER + " on the PATH, and none is packed for " + machine
                        + ": install Redis 6 or newer");
            }
            Path file = directory.resolve(SERVER);
            Files.copy(packed, file);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make " + file + " executable: put a " + SERVER
                        + " on the PATH, or choose another place by -Djava.io.tmpdir");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name + " to " + directory, e);
        }
    }

    private static String machine() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture =
                switch (System.getProperty("os.arch")) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    case "x86", "i386", "i586", "i686" -> "386";
                    default -> System.getProperty("os.arch");
                };
        return (system.startsWith("mac") ? "darwin" : system) + "-" + architecture;
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
            throw new IllegalStateException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(command.get(0) + " did not start on port " + port + ": " + tail(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        LOG.debug("embedded Redis at port {}, process {}", port, process.pid());
    }

    /** Whether a PING is answered; a server that asks for a password first is up too. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PING_TIMEOUT_MS);
            socket.setSoTimeout(PING_TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.equals("+PONG") || answer.equals("-NOAU");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "it said nothing";
        }
    }

    /** The port on the loopback interface; the same after a restart. */
    public int port() {
        return port;
    }

    /** Kills the server, with all its records. */
    public synchronized void stop() {
        if (process != null) {
            end();
            process = null;
        }
    }

    /** Starts the server again on the same port, empty; kills it first if it runs. */
    public synchronized void restart() {
        stop();
        startProcess();
    }

    /** Freezes the server: connections stay open and are accepted, and nothing is answered. Not on Windows. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused server go on. */
    public void resume() {
        signal("CONT");
    }

    private synchronized void signal(String name) {
        if (process == null) {
            throw new IllegalStateException("Redis at port " + port + " is stopped");
        }
        try {
            // the JDK itself can send no other signal than the two that end a process
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

    /** Ends the server and deletes its files. */
    @Override
    public synchronized void close() {
        stop();
        directory.close();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyExiting) {
            LOG.debug("closed while the JVM exits");
        }
    }

    private void end() {
        Process ending = process;
        if (ending != null) {
            ending.destroyForcibly();
            ending.onExit().join();
        }
        if (Thread.currentThread() == atExit) {
            directory.close();
        }
    }
}
