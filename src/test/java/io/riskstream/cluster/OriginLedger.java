package io.riskstream.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Accounts for every event of one topic: when the broker appended it, when its first output was appended, and how many outputs it has. All times are
 * the broker's, in milliseconds since 1970. Thread-safe.
 */
final class OriginLedger {
    private static final class Partition {
        private long[] sentAt = new long[1 << 12];
        private long[] firstAt = new long[1 << 12];
        private byte[] outputs = new byte[1 << 12];
        private int next;
        private int firstOpen;

        private void ensure(long offset) {
            if (offset >= sentAt.length) {
                int length = Math.max(sentAt.length * 2, Math.toIntExact(offset + 1));
                sentAt = Arrays.copyOf(sentAt, length);
                firstAt = Arrays.copyOf(firstAt, length);
                outputs = Arrays.copyOf(outputs, length);
            }
            next = Math.max(next, Math.toIntExact(offset + 1));
        }
    }

    private final List<Partition> partitions = new ArrayList<>();
    private long lastSentAt;

    private Partition partition(int number) {
        while (partitions.size() <= number) {
            partitions.add(new Partition());
        }
        return partitions.get(number);
    }

    /** Records that the broker has appended an event. */
    synchronized void sent(int number, long offset, long time) {
        Partition partition = partition(number);
        partition.ensure(offset);
        partition.sentAt[(int) offset] = time;
        lastSentAt = Math.max(lastSentAt, time);
    }

    /** Records an output, a score or a dead letter. It may come before the producer learns of its event. */
    synchronized void output(int number, long offset, long time) {
        Partition partition = partition(number);
        partition.ensure(offset);
        int index = (int) offset;
        if (partition.outputs[index] == 0) {
            partition.firstAt[index] = time;
        }
        if (partition.outputs[index] < Byte.MAX_VALUE) {
            partition.outputs[index]++;
        }
        while (partition.firstOpen < partition.next && partition.outputs[partition.firstOpen] > 0) {
            partition.firstOpen++;
        }
    }

    /** Returns the time at which the broker appended the last event. */
    synchronized long lastSentAt() {
        return lastSentAt;
    }

    /** Returns the append time of the oldest event without an output; {@link Long#MAX_VALUE} if there is none. */
    synchronized long oldestOpen() {
        return partitions.stream()
                .filter(partition -> partition.firstOpen < partition.next)
                // 0: the producer has not learnt yet that the event is appended
                .mapToLong(partition -> partition.sentAt[partition.firstOpen])
                .filter(time -> time > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns the offset after the last event of each partition. */
    synchronized List<Integer> position() {
        return partitions.stream().map(partition -> partition.next).toList();
    }

    /** Returns the number of events before a position that have no output. */
    synchronized int openBefore(List<Integer> position) {
        int open = 0;
        for (int i = 0; i < position.size(); i++) {
            Partition partition = partitions.get(i);
            for (int offset = partition.firstOpen; offset < position.get(i); offset++) {
                open += partition.outputs[offset] == 0 ? 1 : 0;
            }
        }
        return open;
    }

    /**
     * Returns the figures of the events between two positions.
     *
     * @param from {@link #position} at the start; partitions that it lacks start at 0
     * @param to {@link #position} at the end
     * @param endOfFault when the fault ended
     * @param lateMillis age at its first output from which an event counts as late
     */
    synchronized Figures figures(List<Integer> from, List<Integer> to, long endOfFault, long lateMillis) {
        int events = 0;
        int lost = 0;
        int duplicates = 0;
        int mostOutputs = 0;
        long lastLate = endOfFault;
        List<Long> firsts = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            Partition partition = partitions.get(i);
            for (int offset = i < from.size() ? from.get(i) : 0; offset < to.get(i); offset++) {
                events++;
                int outputs = partition.outputs[offset];
                mostOutputs = Math.max(mostOutputs, outputs);
                if (outputs == 0) {
                    lost++;
                    continue;
                }
                duplicates += outputs - 1;
                long first = partition.firstAt[offset];
                firsts.add(first);
                if (first - partition.sentAt[offset] > lateMillis) {
                    lastLate = Math.max(lastLate, first);
                }
            }
        }
        firsts.sort(Long::compare);
        long gap = 0;
        long endOfGap = endOfFault;
        for (int i = 1; i < firsts.size(); i++) {
            if (firsts.get(i) - firsts.get(i - 1) > gap) {
                gap = firsts.get(i) - firsts.get(i - 1);
                endOfGap = firsts.get(i);
            }
        }
        long resumed = Math.max(0, endOfGap - endOfFault);
        return new Figures(events, lost, duplicates, mostOutputs, gap, resumed, lastLate - endOfFault);
    }

    /**
     * The figures of a part of the load.
     *
     * @param events number of events
     * @param lost events without an output
     * @param duplicates outputs beyond the first one of each event
     * @param mostOutputs the most outputs of one event
     * @param gapMillis the longest time between two consecutive first outputs
     * @param resumedMillis time from the end of the fault to the end of the longest gap; 0 if the gap ended before
     * @param steadyMillis time from the end of the fault to the last late output; 0 if no output was late after it
     */
    record Figures(
            int events,
            int lost,
            int duplicates,
            int mostOutputs,
            long gapMillis,
            long resumedMillis,
            long steadyMillis) {}
}
