package io.riskstream.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/** Measures thread CPU time and allocated bytes of contestants in alternating rounds, so that other load on the machine affects all alike. */
public final class CpuTime {
    private static final int WARM_UP_ROUNDS = 10;
    private static final int ROUNDS = 21;

    private CpuTime() {}

    /**
     * Prints the median nanoseconds per operation of each contestant, with the fastest and the slowest round, and the bytes that the last round allocated.
     *
     * @param contestants by name; each takes the number of an operation, from 0
     */
    public static void print(Map<String, IntConsumer> contestants, int operations) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        double[] bytes = new double[contestants.size()];
        double[][] nanos = new double[contestants.size()][ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            int number = 0;
            for (IntConsumer contestant : contestants.values()) {
                long allocated = threads.getThreadAllocatedBytes(thread);
                long before = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < operations; i++) {
                    contestant.accept(i);
                }
                double each = (threads.getCurrentThreadCpuTime() - before) / (double) operations;
                bytes[number] = (threads.getThreadAllocatedBytes(thread) - allocated) / (double) operations;
                if (round >= 0) {
                    nanos[number][round] = each;
                }
                number++;
            }
        }
        int number = 0;
        for (String name : contestants.keySet()) {
            double[] sorted = nanos[number];
            Arrays.sort(sorted);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %8.0f ns CPU (%.0f to %.0f) %8.0f bytes%n",
                    name,
                    sorted[ROUNDS / 2],
                    sorted[0],
                    sorted[ROUNDS - 1],
                    bytes[number++]);
        }
    }
}
