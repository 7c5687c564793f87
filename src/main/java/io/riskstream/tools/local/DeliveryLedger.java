package io.riskstream.tools.local;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Matches the records that the broker acknowledged to the producer with the outputs of a run, by origin. The content of an event
 * is not used, so an event with a malformed or repeated id counts like any other.
 */
final class DeliveryLedger {
    private final Map<Integer, BitSet> sent = new HashMap<>();
    private final Map<Integer, BitSet> completed = new HashMap<>();
    private final Map<String, Long> decisions = new TreeMap<>();
    private final Map<String, Long> rejections = new TreeMap<>();
    private final Map<String, Long> unevaluated = new TreeMap<>();
    /** Scored events by both decisions, if the scorecard has a shadow. */
    private final Map<String, Map<String, Long>> shadow = new TreeMap<>();

    private long read;
    private long accounted;
    private long scored;
    private long rejected;
    private long dropped;
    /** Events that were dropped and not published, which have no origin here. */
    private long unpublishedDrops;

    private long duplicates;
    private long changes;
    private int[] latencies = new int[1024];
    private int latencyCount;

    /** Adds a record that the broker acknowledged. */
    synchronized void sent(int partition, long offset) {
        read++;
        changes++;
        sent.computeIfAbsent(partition, p -> new BitSet()).set((int) offset);
        if (completed.containsKey(partition) && completed.get(partition).get((int) offset)) {
            accounted++;
        }
    }

    /** Adds an output with this origin. Returns true if it is the first one. */
    private boolean complete(int partition, long offset) {
        changes++;
        BitSet offsets = completed.computeIfAbsent(partition, p -> new BitSet());
        if (offsets.get((int) offset)) {
            duplicates++;
            return false;
        }
        offsets.set((int) offset);
        if (sent.containsKey(partition) && sent.get(partition).get((int) offset)) {
            accounted++;
        }
        return true;
    }

    synchronized boolean scored(int partition, long offset, String decision, long latencyMillis) {
        if (!complete(partition, offset)) {
            return false;
        }
        scored++;
        decisions.merge(decision, 1L, Long::sum);
        if (latencyCount == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * latencies.length);
        }
        latencies[latencyCount++] = (int) Math.max(0, Math.min(latencyMillis, Integer.MAX_VALUE));
        return true;
    }

    /** Adds the rules that could not be evaluated for a scored event, because a field was missing for example. */
    synchronized void unevaluated(List<String> rules) {
        rules.forEach(rule -> unevaluated.merge(rule, 1L, Long::sum));
    }

    /** Adds the decisions of a scorecard and of its shadow for a scored event. */
    synchronized void shadow(String champion, String challenger) {
        shadow.computeIfAbsent(champion, decision -> new TreeMap<>()).merge(challenger, 1L, Long::sum);
    }

    /** Returns a copy that later events do not change. */
    private Map<String, Map<String, Long>> shadowSoFar() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        shadow.forEach((champion, challengers) -> copy.put(champion, new TreeMap<>(challengers)));
        return copy;
    }

    synchronized boolean rejected(int partition, long offset, String code) {
        if (!complete(partition, offset)) {
            return false;
        }
        rejected++;
        rejections.merge(code, 1L, Long::sum);
        return true;
    }

    synchronized boolean dropped(int partition, long offset) {
        if (!complete(partition, offset)) {
            return false;
        }
        dropped++;
        return true;
    }

    /** Sets the number of events that were dropped without an output. They account for as many records without an output. */
    synchronized void unpublishedDrops(long count) {
        if (count != unpublishedDrops) {
            unpublishedDrops = count;
            changes++;
        }
    }

    private long withoutOutputButDropped() {
        return Math.min(unpublishedDrops, read - accounted);
    }

    synchronized boolean allAccounted() {
        return accounted + withoutOutputButDropped() == read;
    }

    /** Returns a number that grows with every record sent and every output read. */
    synchronized long changes() {
        return changes;
    }

    /** Returns the number of events scored so far. */
    synchronized int scoredSoFar() {
        return latencyCount;
    }

    synchronized Totals totals() {
        return totals(0);
    }

    /** Returns the totals, with the latencies of only those events that were scored after the first {@code scoredBefore}. */
    synchronized Totals totals(int scoredBefore) {
        int[] sorted = Arrays.copyOfRange(latencies, scoredBefore, latencyCount);
        Arrays.sort(sorted);
        return new Totals(
                read,
                scored,
                rejected,
                dropped + withoutOutputButDropped(),
                read - accounted - withoutOutputButDropped(),
                duplicates,
                new TreeMap<>(decisions),
                new TreeMap<>(rejections),
                new TreeMap<>(unevaluated),
                shadowSoFar(),
                percentile(sorted, 0.50),
                percentile(sorted, 0.99),
                percentile(sorted, 1.0));
    }

    private static long percentile(int[] sorted, double rank) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(rank * sorted.length) - 1)];
    }

    /** The totals of a run. Latencies are those of scored events, in milliseconds from the event's Kafka timestamp to that of its score. */
    record Totals(
            long read,
            long scored,
            long rejected,
            long dropped,
            long lost,
            long duplicates,
            Map<String, Long> decisions,
            Map<String, Long> rejections,
            Map<String, Long> unevaluated,
            Map<String, Map<String, Long>> shadow,
            long p50,
            long p99,
            long max) {}
}
