package io.riskstream.tools.local;

import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of enrichment in a run.
 *
 * @param lookups the look-ups by name
 * @param stores the record stores by the component's name
 * @param cachedRecords records in the near-cache at the end
 * @param evictedRecords records evicted because the near-cache was full
 * @param changedRecords records invalidated because they changed
 */
public record LookupSummary(
        Map<String, Lookup> lookups,
        Map<String, Store> stores,
        long cachedRecords,
        long evictedRecords,
        long changedRecords) {
    /**
     * The counts of one look-up, which counts once per event.
     *
     * @param hits found in the near-cache
     * @param misses fetched from the store
     * @param joined waited for a fetch that another event had started
     * @param absent the store has no such record
     * @param unkeyed the event's values make no key
     * @param errors the store could not be read
     * @param late the record arrived after the deadline
     * @param unusable the record does not match its declaration
     * @param stale found in the near-cache after the record had expired
     */
    public record Lookup(
            long hits,
            long misses,
            long joined,
            long absent,
            long unkeyed,
            long errors,
            long late,
            long unusable,
            long stale) {}

    /**
     * The counts of one store.
     *
     * @param roundTrips requests to the store
     * @param records records requested in the round trips
     * @param fetchMsP50 median time of a round trip
     * @param fetchMsP99 99th percentile of the time of a round trip
     * @param invalidations keys that the store reported as changed
     * @param flushes number of times the near-cache was cleared because the store no longer reported changes
     * @param down servers with an open circuit breaker at the end
     * @param tracked servers that report changes at the end
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
            String prefix = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            if (name.endsWith(".hits")) {
                lookups.put(prefix.substring(prefix.lastIndexOf('.') + 1), lookup(metrics, prefix));
            } else if (name.endsWith(".batches")) {
                stores.put(prefix, store(metrics, prefix));
            }
        }
        return new LookupSummary(
                lookups,
                stores,
                sum(metrics, ".cache.entries"),
                sum(metrics, ".cache.evictions"),
                sum(metrics, ".cache.invalidations"));
    }

    private static long sum(RunMetrics metrics, String suffix) {
        return metrics.counts().entrySet().stream()
                .filter(count -> count.getKey().endsWith(suffix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Lookup lookup(RunMetrics metrics, String prefix) {
        return new Lookup(
                metrics.count(prefix + ".hits"),
                metrics.count(prefix + ".misses"),
                metrics.count(prefix + ".joined"),
                metrics.count(prefix + ".absent"),
                metrics.count(prefix + ".unkeyed"),
                metrics.count(prefix + ".errors"),
                metrics.count(prefix + ".late"),
                metrics.count(prefix + ".unusable"),
                metrics.count(prefix + ".stale"));
    }

    private static Store store(RunMetrics metrics, String prefix) {
        return new Store(
                metrics.count(prefix + ".batches"),
                metrics.count(prefix + ".keys"),
                metrics.millis(prefix + ".fetch", 0.5).orElse(0.0),
                metrics.millis(prefix + ".fetch", 0.99).orElse(0.0),
                metrics.count(prefix + ".invalidations"),
                metrics.count(prefix + ".flushes"),
                metrics.count(prefix + ".down"),
                metrics.count(prefix + ".tracked"));
    }
}
