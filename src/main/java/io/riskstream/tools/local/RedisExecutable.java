package io.riskstream.tools.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import redis.embedded.RedisExecProvider;

/**
 * Finds a Redis server to start: the {@code redis-server} on the {@code PATH}, or else the one that is packed in {@code org.signal:embedded-redis} for
 * Linux and macOS.
 */
final class RedisExecutable {
    private static final String SERVER = "redis-server";

    private RedisExecutable() {}

    /** Returns the path of an executable server. A packed one is extracted to the directory. */
    static String find(Path directory) {
        return onPath(SERVER).map(Path::toString).orElseGet(() -> unpacked(directory)
                .toString());
    }

    /** Returns what begins the command of a process that Ctrl-C in the terminal does not reach, so that its users are closed before it; nothing where that is not possible. */
    static List<String> inSessionOfItsOwn() {
        return onPath("setsid").map(Path::toString).map(List::of).orElse(List.of());
    }

    private static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Extracts the packed server for this machine. */
    private static Path unpacked(Path directory) {
        try {
            Class.forName("redis.embedded.RedisExecProvider", false, RedisExecutable.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "no " + SERVER
                            + " on the PATH; install Redis 6 or newer, or add the dependency org.signal:embedded-redis",
                    e);
        }
        String machine = machine();
        String name = SERVER + "-" + RedisExecProvider.redisVersion + "-" + machine;
        try (InputStream packed = RedisExecProvider.class.getClassLoader().getResourceAsStream(name)) {
            if (packed == null) {
                throw new IllegalStateException("no " + SERVER + " on the PATH, and no packed one for " + machine
                        + "; install Redis 6 or newer");
            }
            Path file = directory.resolve(SERVER);
            Files.copy(packed, file);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make " + file + " executable; put a " + SERVER
                        + " on the PATH, or choose another directory with -Djava.io.tmpdir");
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
}
