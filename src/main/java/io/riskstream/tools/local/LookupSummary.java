package io.riskstream.tools.local;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How enrichment went in a run.
 *
 * @param lookups by name; what an event asked of each
 * @param stores by the component's name; what was asked of each
 * @param cachedRecords records in memory at the end
 * @param evictedRecords records let go for want of room
 * @param changedRecords records forgotten because they changed
 */
public record LookupSummary(
        Map<String, Lookup> lookups,
        Map<String, Store> stores,
        long cachedRecords,
        long evictedRecords,
        long changedRecords) {
    /**
     * One look-up, counted once for each event.
     *
     * @param hits answered from memory
     * @param misses fetched
     * @param joined fetched already for another event
     * @param absent no such record
     * @param errors the store could not be asked, or the record is not as declared
     * @param late no answer in time
     * @param stale answered from memory beyond its time
     */
    public record Lookup(long hits, long misses, long joined, long absent, long errors, long late, long stale) {}

    /**
     * One store.
     *
     * @param roundTrips requests sent to it
     * @param records asked for by them
     * @param fetchMsP50 of a round trip's time
     * @param fetchMsP99 of a round trip's time
     * @param invalidations keys that it told to have changed
     * @param flushes times that all in memory was given up since changes could no longer be told
     * @param down servers taken for down at the end: the circuit breaker is open
     * @param tracked servers that tell of changes at the end
     */
    public record Store(
            long roundTrips,
            long records,
            double fetchMsP50,
            double fetchMsP99,
            long invalidations,
            long flushes,
            long down,
            long tracked) {}

    static LookupSummary of(RunMetrics metrics) {
        Map<String, Lookup> lookups = new TreeMap<>();
        Map<String, Store> stores = new TreeMap<>();
        for (String name : metrics.counts().keySet()) {
            String of = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            if (name.endsWith(".hits")) {
                lookups.put(of.substring(of.lastIndexOf('.') + 1), lookup(metrics, of));
            } else if (name.endsWith(".batches")) {
                stores.put(of, store(metrics, of));
            }
        }
        return new LookupSummary(
                lookups,
                stores,
                sum(metrics, ".cache.entries"),
                sum(metrics, ".cache.evictions"),
                sum(metrics, ".cache.invalidations"));
    }

    private static long sum(RunMetrics metrics, String end) {
        return metrics.counts().entrySet().stream()
                .filter(count -> count.getKey().endsWith(end))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Lookup lookup(RunMetrics metrics, String of) {
        return new Lookup(
                metrics.count(of + ".hits"),
                metrics.count(of + ".misses"),
                metrics.count(of + ".joined"),
                metrics.count(of + ".absent"),
                metrics.count(of + ".errors"),
                metrics.count(of + ".late"),
                metrics.count(of + ".stale"));
    }

    private static Store store(RunMetrics metrics, String of) {
        return new Store(
                metrics.count(of + ".batches"),
                metrics.count(of + ".keys"),
                metrics.millis(of + ".fetch", 0.5).orElse(0.0),
                metrics.millis(of + ".fetch", 0.99).orElse(0.0),
                metrics.count(of + ".invalidations"),
                metrics.count(of + ".flushes"),
                metrics.count(of + ".down"),
                metrics.count(of + ".tracked"));
    }

    void print(PrintStream out) {
        if (lookups.isEmpty()) {
            return;
        }
        out.println(
                "look-ups                 in memory    fetched     joined     absent     errors       late      stale");
        lookups.forEach((name, lookup) -> out.printf(
                Locale.ROOT,
                "  %-22s %,9d  %,9d  %,9d  %,9d  %,9d  %,9d  %,9d%n",
                name,
                lookup.hits(),
                lookup.misses(),
                lookup.joined(),
                lookup.absent(),
                lookup.errors(),
                lookup.late(),
                lookup.stale()));
        stores.forEach((name, store) -> out.printf(
                Locale.ROOT,
                "  %s: %,d records in %,d round trips, p50 %.2f ms, p99 %.2f ms; %,d changes told, %,d flushes; %,d in memory%n",
                name,
                store.records(),
                store.roundTrips(),
                store.fetchMsP50(),
                store.fetchMsP99(),
                store.invalidations(),
                store.flushes(),
                cachedRecords));
    }
}
