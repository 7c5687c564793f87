package io.riskstream.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JVMs of a pipeline, with their total CPU time. */
record Jvms(String name, List<ProcessHandle> processes) {
    private static final Path PROCESSES = Path.of("/proc");
    private static final long TICK_MILLIS = 10;
    /** Positions of a thread's user and system time in its Linux stat file, counted after its name. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /**
     * Returns their CPU time; on Linux in steps of 10 ms.
     *
     * @throws IllegalStateException if one has ended
     */
    Duration cpu() {
        Duration all = Duration.ZERO;
        for (ProcessHandle process : processes) {
            all = all.plus(process.info()
                    .totalCpuDuration()
                    .filter(used -> process.isAlive())
                    .orElseThrow(() -> new IllegalStateException(name + " ended before its work did")));
        }
        return all;
    }

    /**
     * Returns the CPU time of their JIT compilers; empty if unknown. Compiler threads that have ended are not counted: a JVM with two processors has one
     * for each compiler, and keeps it.
     */
    Optional<Duration> compilers() {
        if (!Files.exists(PROCESSES)) {
            return Optional.empty();
        }
        long ticks = 0;
        for (ProcessHandle process : processes) {
            Path threads = PROCESSES.resolve(Long.toString(process.pid())).resolve("task");
            try (Stream<Path> each = Files.list(threads)) {
                ticks += each.mapToLong(Jvms::compilerTicks).sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.of(Duration.ofMillis(ticks * TICK_MILLIS));
    }

    private static long compilerTicks(Path thread) {
        String stat;
        try {
            stat = Files.readString(thread.resolve("stat"));
        } catch (IOException ended) {
            return 0; // ended after it was listed
        }
        int behind = stat.lastIndexOf(')');
        String called = stat.substring(stat.indexOf('(') + 1, behind);
        if (!called.startsWith("C1 Compiler") && !called.startsWith("C2 Compiler")) {
            return 0;
        }
        String[] numbers = stat.substring(behind + 2).split(" ");
        return Long.parseLong(numbers[USER]) + Long.parseLong(numbers[SYSTEM]);
    }
}
