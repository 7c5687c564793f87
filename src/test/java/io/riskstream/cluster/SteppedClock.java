package io.riskstream.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A clock of some processes that a test can step, while the clock of the machine goes on. The library libfaketime changes the time of day that these processes
 * see, and not their monotonic clock, as a step of the machine's clock does.
 */
final class SteppedClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path file;
    private final Map<String, String> environment;

    private SteppedClock(Path library, Path file) {
        this.file = file;
        this.environment = Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                // the file is read once a second; the default is 10
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Debian's build would end each timed wait of a JVM at once, so that every thread that waits takes a
                // core
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** True if Debian's package {@code faketime} is installed. */
    static boolean isPossible() {
        return library().isPresent();
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::isRegularFile).findFirst();
    }

    /** Creates a clock with the time of the machine. */
    static SteppedClock create(Path directory) {
        try {
            Path file = Files.createDirectories(directory).resolve("clock").toAbsolutePath();
            SteppedClock clock = new SteppedClock(library().orElseThrow(), file);
            clock.step(0);
            return clock;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a clock in " + directory, e);
        }
    }

    /** Returns the environment variables of the processes that have this clock. */
    Map<String, String> environment() {
        return environment;
    }

    /** Sets the difference from the clock of the machine. */
    void step(int seconds) throws IOException {
        Files.writeString(file, (seconds < 0 ? "" : "+") + seconds + "\n");
    }
}
