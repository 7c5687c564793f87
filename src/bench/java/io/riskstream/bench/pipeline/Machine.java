package io.riskstream.bench.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The CPU time of this machine as Linux counts it, so that a run can detect other load. */
final class Machine {
    private static final Path COUNTS = Path.of("/proc/stat");
    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int STOLEN = 8;
    /** Linux reports hundredths of a second, independently of its internal unit. */
    private static final long TICK_MILLIS = 10;

    private Machine() {}

    /** Returns the CPU time of all processes; empty if unknown. */
    static Optional<Duration> busy() {
        if (!Files.exists(COUNTS)) {
            return Optional.empty();
        }
        try {
            String[] all =
                    Files.readString(COUNTS).lines().findFirst().orElseThrow().split("\\s+");
            long ticks = 0;
            for (int i = 1; i <= STOLEN; i++) {
                ticks += i == IDLE || i == WAITING ? 0 : Long.parseLong(all[i]);
            }
            return Optional.of(Duration.ofMillis(ticks * TICK_MILLIS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the CPU time of this JVM. */
    static Duration thisProcess() {
        return Duration.ofNanos(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
    }
}
