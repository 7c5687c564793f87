package io.riskstream.bench.pipeline;

/**
 * The fused pipeline with some of its numbers changed.
 *
 * @param tasks of the spout, and of the bolt
 * @param workers on a Storm of several processes; 0 for a local Storm, all of it in one
 * @param rules of its scorecard
 * @param seldom whether rules beyond the common twelve are met by no claim
 * @param cacheEntries records that a worker's near-cache may hold
 */
record Wiring(int tasks, int workers, int rules, boolean seldom, int lookups, int cacheEntries) {
    static final Wiring COMMON = new Wiring(1, 0, 12, false, 6, ContestantJob.CACHE_ENTRIES);

    Wiring withTasks(int count) {
        return new Wiring(count, workers, rules, seldom, lookups, cacheEntries);
    }

    Wiring withWorkers(int count) {
        return new Wiring(tasks, count, rules, seldom, lookups, cacheEntries);
    }

    Wiring withRules(int count) {
        return new Wiring(tasks, workers, count, seldom, lookups, cacheEntries);
    }

    Wiring seldomMet() {
        return new Wiring(tasks, workers, rules, true, lookups, cacheEntries);
    }

    Wiring withLookups(int count) {
        return new Wiring(tasks, workers, rules, seldom, count, cacheEntries);
    }

    Wiring withCacheEntries(int count) {
        return new Wiring(tasks, workers, rules, seldom, lookups, count);
    }
}
